"""Load an economy, solve scenarios on it, verify what was found."""
