"""Folders that commands without records use too; no Django."""

from pathlib import Path

from config import env

_HOME = env.text("MOTLAN_HOME", str(Path(__file__).resolve().parents[1] / "var"))

# Networks as they were converted: made again when they are missing.
MODELS = Path(_HOME).expanduser().absolute() / "models"
