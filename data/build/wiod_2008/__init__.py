"""Build the benchmark `wiod-2008-crc` from the World Input-Output Database."""
