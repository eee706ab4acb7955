"""What is kept of every night: runs, rules, results, exceptions, scorecards."""
