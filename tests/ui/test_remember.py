"""What the window remembers: kept over starts, begun anew when damaged, silent when it cannot be written."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from kamdesk.ui.remember import Memory


def test_values_come_back_at_the_next_start(tmp_path: Path):
    memory = Memory(tmp_path)
    assert memory.get("accounts.sort", "none") == "none"
    memory.put("accounts.columns", ["name", "等级"])
    memory.save()
    assert Memory(tmp_path).get("accounts.columns") == ["name", "等级"]


def test_nothing_changed_writes_nothing(tmp_path: Path):
    memory = Memory(tmp_path)
    memory.save()
    assert not (tmp_path / "ui.json").exists()
    memory.put("a", 1)
    memory.save()
    (tmp_path / "ui.json").unlink()
    memory.put("a", 1)
    memory.save()
    assert not (tmp_path / "ui.json").exists()


def test_a_damaged_file_begins_anew(tmp_path: Path, caplog):
    for content in ("{broken", "[1, 2]"):
        (tmp_path / "ui.json").write_text(content, encoding="utf-8")
        memory = Memory(tmp_path)
        assert memory.get("a") is None
        memory.put("a", 1)
        memory.save()
        assert json.loads((tmp_path / "ui.json").read_text(encoding="utf-8")) == {"a": 1}


def test_a_folder_that_is_gone_and_cannot_be_made_disturbs_nobody(tmp_path: Path, caplog):
    place = tmp_path / "file"
    memory = Memory(place)
    place.write_text("in the way", encoding="utf-8")
    memory.put("a", 1)
    with caplog.at_level(logging.WARNING):
        memory.save()
    assert "not kept" in caplog.text
