"""Questions to the last finished night, each answered by the engine and bounded in size."""
