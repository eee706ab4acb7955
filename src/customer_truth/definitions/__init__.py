"""What is reviewed, read once and proven sound: registry, rules and the marts as declared."""
