"""The pictures of a paper's pages and its original file."""
