"""Archives for a journal's data editor: results, all that makes them again, and a trial of it."""
