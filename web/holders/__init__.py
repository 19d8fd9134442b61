"""Chủ giấy tờ: who is who, corrected, merged, linked anew and taken back."""
