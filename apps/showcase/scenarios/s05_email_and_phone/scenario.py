"""What the page of exhibit 5 says."""

from django import forms

from apps.orders.rules.countries import COUNTRIES
from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s05_email_and_phone"
RULES = "apps.core.contacts"
COUNTRY_CHOICES = [(code, COUNTRIES[code][0]) for code in ("GB", "DE", "FR", "IE", "IT", "US", "EU")]


class ValueForm(forms.Form):
    field = forms.ChoiceField(label="Field", choices=[("email", "e-mail"), ("phone", "phone")], initial="email")
    value = forms.CharField(label="Value", max_length=300, initial="ada@MÜNCHEN.example")
    country = forms.ChoiceField(label="The customer's country", choices=COUNTRY_CHOICES, initial="GB")


class ExpressionForm(forms.Form):
    expression = forms.ChoiceField(
        label="The twin's expression",
        choices=[("words", "letters, then a sign, again and again"), ("library", "from a library of expressions")],
        initial="words",
    )


SCENARIO = Scenario(
    number=5,
    slug="email-and-phone",
    title="Validate e-mail and phone",
    question="How do you check addresses and numbers without three copies of the rule?",
    sentence="One value through three doors: API, admin form and import give the same code at the same field.",
    answer="""
        Write the rule once, as a plain function: text in, the one spelling that is kept out, or a refusal with a stable
        code. It knows no form, no serializer and no file, so that each of them can ask it; a door only translates the
        refusal into its own words for "this field, this code". Checking alone is half of the work:
        `ada@MÜNCHEN.example` and `ada@xn--mnchen-3ya.example` are one address, `020 7946 0000` in Britain and
        `+44 20 7946 0000` one number, and who does not bring them into one spelling has the same customer twice.

        Leave the knowledge to libraries. What a domain may be is IDNA and a list of reserved names, what a number may
        be changes every month in two hundred numbering plans; an expression that says it in a line is wrong, and one
        with a repetition inside a repetition is a way to stop the server with sixty letters.
    """,
    serves=(
        Code(
            f"{RULES}.canonical_email",
            ("LONGEST_EMAIL", "isprintable()", "email_domain_invalid"),
            "The rule of e-mail.",
        ),
        Code(f"{RULES}.canonical_phone", ("SUPPORTED_REGIONS", "PhoneNumberFormat.E164"), "The rule of phone."),
        Code("apps.core.rest.canonical_fields.CanonicalField", ("DomainError",), "The API's door translates."),
        Code("apps.core.backoffice.canonical_fields.CanonicalField", ("DomainError",), "So does the forms' door."),
        Code("apps.orders.rules.importing.cells.email", ("ContactRefused",), "So does the door of order files."),
        Code("apps.orders.services.customers.change_customer", ("canonical_phone(phone",), "Behind API and admin."),
    ),
    experiments=(
        Experiment(
            slug="doors",
            title="One value, three doors",
            about="The value is sent to the API, by the form of the admin, and in a row of an order file;"
            " then two dozen samples are. The twin is three copies of the rule, as they are found in shops.",
            form=ValueForm,
            target=f"{HERE}.experiment:at_the_doors",
            limits=Limits(seconds=90, megabytes=1500),
            cost="about 6 s, the first time a minute for the lab's database; what is written there is rolled back",
            answer=(
                Code(f"{HERE}.doors.Doors.by_api", ('"application/json"',), "As a program asks."),
                Code(f"{HERE}.doors.Doors.by_form", ("self.requests.post",), "As a browser sends the form."),
                Code(f"{HERE}.doors.Doors.by_file", ("csv.writer(file)",), "As a file says it."),
            ),
            twin=(
                Code(f"{HERE}.twin.api_copy", ("fullmatch(value)",)),
                Code(f"{HERE}.twin.form_copy", (".lower()",)),
                Code(f"{HERE}.twin.import_copy", ('"@" in value',)),
            ),
            twin_title="Broken twin: a copy for each door",
        ),
        Experiment(
            slug="naughty",
            title="Naughty texts, timed",
            about="Texts that were made to be slow, at the shop's rules; and growing texts at an expression that many"
            " people copied, in a process that is stopped after two seconds.",
            form=ExpressionForm,
            target=f"{HERE}.timing:measure",
            limits=Limits(seconds=45, megabytes=800),
            cost="about 5 s in processes of their own; no database is touched",
            answer=(Code(f"{RULES}._reads_like_a_phone", ("LONGEST_WRITTEN_PHONE",)),),
            twin=(Code(f"{HERE}.timing.climb", ("match, letters(FATAL)",)),),
            answer_title="As the shop does it: lengths first, no repetition in a repetition",
            twin_title="Broken twin: a careless expression",
        ),
    ),
    tests=(
        "tests/core/test_contacts.py::test_an_address_has_one_spelling",
        "tests/core/test_contacts.py::test_an_address_that_is_kept_is_kept_as_it_is",
        "tests/core/test_contacts.py::test_the_numbers_of_every_country_fit_the_column_and_the_constraint",
        "tests/core/test_contacts.py::test_no_text_takes_long",
        "tests/core/test_contacts.py::test_an_expression_that_people_copy_takes_for_ever",
        "tests/orders/services/importing/test_contacts.py::test_a_bad_address_or_number_rejects_its_row_and_names_every_cell",
        "tests/showcase/scenarios/test_email_and_phone.py::test_every_sample_has_one_answer_at_all_doors",
        "tests/showcase/scenarios/test_email_and_phone.py::test_a_door_with_a_rule_of_its_own_is_found_out",
    ),
    document="docs/values.md",
    curl='curl -X PATCH -H "Authorization: Token $TOKEN" -H "Content-Type: application/json" -H "If-Match: *"'
    ' -d \'{"phone": "020 7946 0000"}\' "$URL/api/v2/customers/13085/"',
    named=(
        Named("email-validator", Use.USED, "syntax, lengths, IDNA 2008 and reserved names; asks no DNS here"),
        Named("phonenumbers (lite)", Use.USED, "the numbering plans of libphonenumber, without its maps and carriers"),
        Named(
            "E.164", Use.USED, "how a number is kept: a plus and at most fifteen digits; a check constraint says so too"
        ),
        Named("IDNA, punycode", Use.USED, "an international domain is kept in ASCII: one spelling, no look-alikes"),
        Named("Unicode normalisation (NFC)", Use.USED, "part of IDNA: ü in one character or in two is one letter"),
        Named("DRF and form fields", Use.USED, "translate the refusal of the rule, and have no rule of their own"),
        Named("hypothesis", Use.USED, "what is kept once is kept as it is; texts nobody would think of"),
        Named("regular expression for e-mail", Use.COMPARED, "the twins: too loose, too strict, or exponential"),
        Named("Django's EmailValidator", Use.NOT_USED, "checks and does not normalise; one code for all that is wrong"),
        Named("django-phonenumber-field", Use.NOT_USED, "fields that keep objects; the import could not use its rule"),
        Named("DNS lookup (MX)", Use.NOT_USED, "another answer on another day, and a form that waits for the network"),
        Named(
            "confirmation mail",
            Use.NOT_USED,
            "the only proof that somebody reads it; needs sign-up, not a customer's record",
        ),
        Named("Pydantic", Use.NOT_USED, "its EmailStr asks the same library; a layer more"),
    ),
)
