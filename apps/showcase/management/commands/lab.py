import json
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django import forms
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.showcase.lab.database import LabUnavailable, drop_database, ensure_lab_database, lab_name
from apps.showcase.lab.processes import run_child
from apps.showcase.lab.sizes import SIZES, stands
from apps.showcase.models import LAB
from apps.showcase.registry import find, scenarios
from apps.showcase.scenarios.s21_slow_query.runs import BUILD
from apps.showcase.scenarios.scenario import Experiment, Scenario

HELP = """Run experiments from the terminal, and look after their databases.

    manage.py lab list                                   all experiments, and the sizes of the query lab
    manage.py lab build 10k 100k                         builds databases of the query lab: 10k, 100k, 1m
    manage.py lab run n-plus-one --size 10k              an experiment of the query lab, by its name
    manage.py lab run duplicates compare --lines 50000   one of another scenario, by scenario and name
    manage.py lab run n-plus-one --help                  what it takes
    manage.py lab drop                                   removes all databases of the lab

With --json a run prints everything that was measured. The shop's own tables are never touched."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="list | build | run | prepare | drop")
        actions.add_parser("list", help="what can be run, and which sizes are built")
        build = actions.add_parser("build", help="build databases of the query lab")
        build.add_argument("sizes", nargs="*", choices=[size.slug for size in SIZES], metavar="SIZE", default=[])
        actions.add_parser("prepare", help="make and migrate the database that scenarios fill and empty")
        actions.add_parser("drop", help="remove all databases of the lab; the next run or build makes them again")
        run = actions.add_parser("run", help="run an experiment")
        names = run.add_subparsers(dest="name", required=True, metavar="NAME")
        for scenario in scenarios():
            if scenario.lab:
                add_experiments(names, scenario)
            elif scenario.live:
                of_scenario = names.add_parser(scenario.slug, help=scenario.title)
                add_experiments(
                    of_scenario.add_subparsers(dest="experiment", required=True, metavar="EXPERIMENT"), scenario
                )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{action}")(**options)
        except LabUnavailable as error:
            raise CommandError(str(error)) from error

    def do_list(self, **options: Any) -> None:
        for scenario in scenarios():
            for experiment in scenario.experiments:
                name = experiment.slug if scenario.lab else f"{scenario.slug} {experiment.slug}"
                fields = " ".join(
                    f"--{field} {one.initial or ''}".rstrip() for field, one in experiment.form.base_fields.items()
                )
                self.stdout.write(f"{name} {fields}\n    {experiment.title}: {experiment.cost}")
        for stand in stands():
            self.stdout.write(f"size {stand.size.slug}: {stand.says}")

    def do_build(self, *, sizes: list[str], **options: Any) -> None:
        for size in sizes or [SIZES[0].slug]:
            built = self.perform(BUILD, {"size": size})
            self.stdout.write(f"{lab_name(size)}: {built['did']}.")

    def do_prepare(self, **options: Any) -> None:
        ensure_lab_database()
        self.stdout.write(f"{lab_name()} is there, with all migrations.")

    def do_drop(self, **options: Any) -> None:
        kept = []
        for size in ("", *(size.slug for size in SIZES)):
            try:
                drop_database(lab_name(size))
                self.stdout.write(f"{lab_name(size)} is gone.")
            except LabUnavailable as error:
                kept.append(str(error))
        if kept:
            raise CommandError("\n".join(kept))

    def do_run(self, *, name: str, **options: Any) -> None:
        scenario = find(LAB if options.get("experiment") is None else name)
        experiment = scenario.experiment(options.get("experiment") or name) if scenario else None
        assert experiment is not None  # the parser knows them all
        value = self.perform(experiment, read_parameters(experiment, options))
        if options["json"]:
            self.stdout.write(json.dumps(value, indent=2))
            return
        for title, side in ((experiment.answer_title, value["answer"]), (experiment.twin_title, value["twin"])):
            sign = "✓" if side["holds"] else "✗"
            self.stdout.write(f"{title}: {sign} {side['verdict']}\n  {side['figure']} {side['unit']}")
            for fact, said in side["facts"]:
                self.stdout.write(f"  {fact}: {said}")
        for one in value.get("summary", {}).get("promises", []):
            self.stdout.write(f"{'✓' if one['reached'] else '✗'} {one['promise']}: {one['measured']}")

    def perform(self, experiment: Experiment, parameters: dict[str, Any]) -> dict[str, Any]:
        """Run it, with its progress on the terminal; raises CommandError with the reason when it brings nothing."""
        report = run_child(
            experiment.target, {**parameters, **experiment.given}, limits=experiment.limits, progress=self.tell
        )
        if report.ended:
            raise CommandError(report.cause)
        value: dict[str, Any] = report.value
        return value

    told = ""

    def tell(self, done: int = 0, total: int | None = None, note: str = "") -> None:
        """A line for each new step, for those who watch."""
        if note != self.told and self.stderr.isatty():
            self.told = note
            self.stderr.write(f"  {note}", style_func=str)


def add_experiments(names: Any, scenario: Scenario) -> None:
    """A parser for each experiment, with an option for each field of its form."""
    for experiment in scenario.experiments:
        parser = names.add_parser(experiment.slug, help=experiment.title, description=experiment.about)
        parser.add_argument("--json", action="store_true", help="print everything that was measured, as JSON")
        for name, field in experiment.form.base_fields.items():
            choices = [str(choice) for choice, _ in getattr(field, "choices", ())]
            says = f"{field.label or name}{': ' + ', '.join(choices) if choices else ''}".replace("%", "%%")
            parser.add_argument(f"--{name}", metavar=name.upper(), help=f"{says} (default {field.initial})")


def read_parameters(experiment: Experiment, options: dict[str, Any]) -> dict[str, Any]:
    """The form's clean data for the options; what is not written has its initial value."""
    fields = experiment.form.base_fields
    written = {name: options[name] for name in fields if options.get(name) is not None}
    initial = {name: field.initial if field.initial is not None else "" for name, field in fields.items()}
    form: forms.Form = experiment.form(initial | written)
    if not form.is_valid():
        raise CommandError("; ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return form.cleaned_data
