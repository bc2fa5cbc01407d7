"""What visitors and the people in the office type, checked and put into words that say how to mend it."""
