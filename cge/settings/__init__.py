"""Settings of the model as files of a user: closures, structures, technologies and so on."""
