"""Files to begin with: every kind that a user writes, commented, and working as it is.

Keys and what they mean come from the models that read the files, labels and numbers from the data
for which a file is meant; so a template says what is true of the version that wrote it.
"""
