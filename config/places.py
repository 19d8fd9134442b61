"""Folders that commands without records use too; no Django."""

import os
from pathlib import Path

from config import env

_HOME = env.text("MOTLAN_HOME", str(Path(__file__).resolve().parents[1] / "var"))

# Networks as they were converted: made again when they are missing.
MODELS = Path(_HOME).expanduser().absolute() / "models"


def rules() -> Path:
    """The folder of an office's own rules of reading; it need not be there unless it is named."""
    named = env.text("MOTLAN_RULES", "")
    folder = Path(named or Path(_HOME) / "rules").expanduser().absolute()
    if named and not folder.is_dir():
        raise env.WrongSetting("MOTLAN_RULES", f"there is no folder {folder}")
    if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
        raise env.WrongSetting("MOTLAN_RULES", f"the folder {folder} may not be read")
    return folder
