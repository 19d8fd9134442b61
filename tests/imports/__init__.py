"""Tests of `motlan import`."""
