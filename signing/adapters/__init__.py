"""Key holders and time-stampers; picked by config.wiring only."""
