"""A made-up city of any size (``hanoiwork generate``), as the tables that the imports take.

The names of communes and wards are the official ones; every person, account and number is made up. The same seed
gives the same city. Phone numbers begin with 01, which no Vietnamese subscriber has had since 2018.
"""
