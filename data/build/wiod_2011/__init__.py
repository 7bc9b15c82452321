"""Build the benchmark `wiod-2011`, with sourcing by user, from the World Input-Output Database."""
