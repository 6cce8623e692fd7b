"""A small fictional authority: a few families over two years, so that every screen shows something.

Nobody in it is real. The families are data (families/*.yaml, dates as days before today); `builder` plays them day by
day through the services.
"""
