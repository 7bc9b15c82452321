"""A page on this machine where a user moves shocks and sees welfare answer.

`sliders` turns a scenario into numbers that move, `board` answers for any values of them, first by
exact derivatives and then by the exact solution, and `server` puts both on a page.
"""
