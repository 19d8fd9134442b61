"""Pages for clerk, officer, manager and administrator. Views parse, call one service or selector, and render."""
