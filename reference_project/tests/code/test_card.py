"""The model card and the README say what the stored results say, and nothing else."""

import json
from dataclasses import replace

import pytest

from digits.artifacts import (
    Manifest,
    Origin,
    Run,
    evaluated_runs,
    load_judgement,
    load_manifest,
)
from digits.card import model_card, results_table
from digits.config import PROJECT
from digits.evaluate import Judgement

RESULTS = PROJECT / "results"
RUNS = {run.folder.name: run for run in evaluated_runs(RESULTS)}
MADE = {folder.name: Run(folder) for folder in sorted(RESULTS.iterdir())}  # judged or not


def test_the_committed_model_card_is_that_of_the_full_recipe() -> None:
    run = RUNS["full-1"]
    card = model_card(load_manifest(run), load_judgement(run))
    assert (PROJECT / "MODEL_CARD.md").read_text(encoding="utf-8") == card


def test_the_table_in_the_readme_is_made_from_manifests() -> None:
    runs = {name: (load_manifest(run), load_judgement(run)) for name, run in RUNS.items()}
    assert results_table(runs) in (PROJECT / "README.md").read_text(encoding="utf-8")


def test_runs_that_differ_in_the_seed_alone_share_a_line_with_the_middle_one_s_result() -> None:
    manifest, judgement = load_manifest(RUNS["fast-1"]), load_judgement(RUNS["fast-1"])
    runs = {}
    for seed, accuracy in ((1, 0.98), (2, 0.993), (3, 0.991)):
        network = replace(judgement.network, accuracy=accuracy)
        config = replace(manifest.config, seed=seed)
        runs[f"fast-{seed}"] = (
            replace(manifest, config=config),
            replace(judgement, models={"network": network}),
        )
    _, _, line = results_table(runs).splitlines()
    cells = [cell.strip() for cell in line.split("|")]
    assert cells[1:3] == ["fast", "1, 2, 3"]
    assert cells[8] == "99.10%"
    assert cells[10] == "98.00%, 99.10%, 99.30%"


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_judgement_survives_json(run: Run) -> None:
    stored = load_judgement(run).to_json()
    assert Judgement.from_json(json.loads(json.dumps(stored))).to_json() == stored


@pytest.mark.parametrize("run", MADE.values(), ids=MADE)
def test_a_manifest_survives_json(run: Run) -> None:
    manifest = load_manifest(run)
    assert Manifest.from_json(json.loads(json.dumps(manifest.to_json()))) == manifest


def test_a_card_without_a_commit_says_so() -> None:
    run = RUNS["full-1"]
    card = model_card(
        replace(load_manifest(run), origin=Origin(commit=None, tree=None, changed=None)),
        load_judgement(run),
    )
    assert "not known" in card


def test_a_card_from_changed_code_says_so() -> None:
    run = RUNS["full-1"]
    card = model_card(
        replace(load_manifest(run), origin=Origin("c0ffee", "7ea", changed=True)),
        load_judgement(run),
    )
    assert "`c0ffee`, with changes" in card
