"""Reading and writing of files, which know nothing of economics."""
