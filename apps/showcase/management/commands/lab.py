import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django import forms
from django.core.management.base import BaseCommand, CommandError

from apps.showcase.lab.database import LabUnavailable, drop_lab_database, ensure_lab_database, lab_name
from apps.showcase.lab.processes import run_child
from apps.showcase.registry import find, scenarios
from apps.showcase.scenarios.scenario import Experiment


class Command(BaseCommand):
    help = """Run experiments from the terminal, and look after their database.

    manage.py lab                                          lists the experiments and their parameters
    manage.py lab run duplicates compare lines=50000       runs one; --json prints its whole result
    manage.py lab prepare                                  makes and migrates the lab's database
    manage.py lab drop                                     removes it; the next run makes it again

The shop's own tables are never touched."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("action", nargs="?", default="list", choices=["list", "run", "prepare", "drop"])
        parser.add_argument("scenario", nargs="?", help="name of the scenario, such as duplicates")
        parser.add_argument("experiment", nargs="?", help="name of the experiment, such as compare")
        parser.add_argument("parameters", nargs="*", help="such as lines=50000")
        parser.add_argument("--json", action="store_true", help="print the whole result as JSON")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{action}")(**options)
        except LabUnavailable as error:
            raise CommandError(str(error)) from error

    def do_list(self, **options: Any) -> None:
        for scenario in scenarios():
            for experiment in scenario.experiments:
                fields = " ".join(
                    f"{name}={field.initial or ''}" for name, field in experiment.form.base_fields.items()
                )
                self.stdout.write(
                    f"{scenario.slug} {experiment.slug} {fields}\n    {experiment.title}: {experiment.cost}"
                )

    def do_prepare(self, **options: Any) -> None:
        ensure_lab_database()
        self.stdout.write(f"{lab_name()} is there, with all migrations.")

    def do_drop(self, **options: Any) -> None:
        drop_lab_database()
        self.stdout.write(f"{lab_name()} is gone.")

    def do_run(self, **options: Any) -> None:
        scenario = find(options["scenario"] or "")
        experiment = scenario.experiment(options["experiment"] or "") if scenario else None
        if experiment is None:
            raise CommandError("There is no such experiment; manage.py lab lists them.")
        parameters = read_parameters(experiment, options["parameters"])
        report = run_child(experiment.target, parameters, limits=experiment.limits)
        if report.ended:
            raise CommandError(report.cause)
        if options["json"]:
            self.stdout.write(json.dumps(report.value, indent=2))
            return
        for title, side in (
            (experiment.answer_title, report.value["answer"]),
            (experiment.twin_title, report.value["twin"]),
        ):
            sign = "✓" if side["holds"] else "✗"
            self.stdout.write(f"{title}: {sign} {side['verdict']}\n  {side['figure']} {side['unit']}")
            for name, value in side["facts"]:
                self.stdout.write(f"  {name}: {value}")


def read_parameters(experiment: Experiment, written: list[str]) -> dict[str, Any]:
    """The form's clean data for `name=value` arguments; what is not written has its initial value."""
    given = dict(part.split("=", 1) for part in written if "=" in part)
    fields = experiment.form.base_fields
    if unknown := [part for part in written if part.partition("=")[0] not in fields]:
        raise CommandError(f"Unknown: {', '.join(unknown)}. It takes {', '.join(fields) or 'nothing'}.")
    data = {name: given.get(name, field.initial if field.initial is not None else "") for name, field in fields.items()}
    form: forms.Form = experiment.form(data)
    if not form.is_valid():
        raise CommandError("; ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return form.cleaned_data
