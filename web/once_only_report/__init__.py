"""Hỏi lại giấy đang giữ: how often citizens were asked for what is held, and why; for managers and auditors."""
