"""Ký số: papers that wait for the agency's signature, signed with a token or by the key on the server."""
