"""The rate tables: what they hold, how they are read and checked, what is in force on a day."""
