"""Chốt kỳ: figures that somebody has answered for, and what has been corrected since."""
