"""Countries by the English names that order files use.

Codes are ISO 3166-1 alpha-2. Four names of the real file have none; they get `EU`, which ISO reserves for the European
Union, and codes that ISO leaves to users: `XC`, `XW` and `ZZ`.
"""

from apps.core.errors import DomainError

# Names as people write them; ISO's own short names that differ stand behind a slash, other names too.
_TABLE = """
AD Andorra; AE United Arab Emirates/UAE; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla; AL Albania; AM Armenia;
AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba;
AX Åland Islands/Aland Islands; AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados; BD Bangladesh; BE Belgium;
BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthélemy/Saint Barthelemy; BM Bermuda;
BN Brunei/Brunei Darussalam; BO Bolivia/Bolivia, Plurinational State of; BQ Bonaire, Sint Eustatius and Saba;
BR Brazil; BS Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada;
CC Cocos (Keeling) Islands; CD Congo (Kinshasa)/Congo, Democratic Republic of the/DR Congo;
CF Central African Republic; CG Congo (Brazzaville)/Congo; CH Switzerland; CI Ivory Coast/Côte d'Ivoire/Cote d'Ivoire;
CK Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde/Cabo Verde;
CW Curaçao/Curacao; CX Christmas Island; CY Cyprus; CZ Czech Republic/Czechia; DE Germany; DJ Djibouti; DK Denmark;
DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea;
ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands/Falkland Islands (Malvinas);
FM Micronesia/Micronesia, Federated States of; FO Faroe Islands; FR France; GA Gabon;
GB United Kingdom/UK/Great Britain/United Kingdom of Great Britain and Northern Ireland; GD Grenada; GE Georgia;
GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia; GN Guinea; GP Guadeloupe;
GQ Equatorial Guinea; GR Greece; GS South Georgia and the South Sandwich Islands; GT Guatemala; GU Guam;
GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard Island and McDonald Islands; HN Honduras; HR Croatia; HT Haiti;
HU Hungary; ID Indonesia; IE Ireland/EIRE; IL Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory;
IQ Iraq; IR Iran/Iran, Islamic Republic of; IS Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya;
KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and Nevis;
KP North Korea/Korea, Democratic People's Republic of; KR South Korea/Korea/Korea, Republic of/Republic of Korea;
KW Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos/Lao People's Democratic Republic; LB Lebanon; LC Saint Lucia;
LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco;
MC Monaco; MD Moldova/Moldova, Republic of; ME Montenegro; MF Saint Martin/Saint Martin (French part); MG Madagascar;
MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar; MN Mongolia; MO Macao/Macau; MP Northern Mariana Islands;
MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia;
MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua;
NL Netherlands/The Netherlands; NO Norway; NP Nepal; NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru;
PF French Polynesia; PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland; PM Saint Pierre and Miquelon;
PN Pitcairn; PR Puerto Rico; PS Palestine/Palestine, State of; PT Portugal; PW Palau; PY Paraguay; QA Qatar;
RE Réunion/Reunion; RO Romania; RS Serbia; RU Russia/Russian Federation; RW Rwanda; SA Saudi Arabia;
SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore;
SH Saint Helena/Saint Helena, Ascension and Tristan da Cunha; SI Slovenia; SJ Svalbard and Jan Mayen; SK Slovakia;
SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South Sudan;
ST São Tomé and Príncipe/Sao Tome and Principe; SV El Salvador; SX Sint Maarten/Sint Maarten (Dutch part);
SY Syria/Syrian Arab Republic; SZ Eswatini/Swaziland; TC Turks and Caicos Islands; TD Chad;
TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL Timor-Leste; TM Turkmenistan;
TN Tunisia; TO Tonga; TR Turkey/Türkiye; TT Trinidad and Tobago; TV Tuvalu; TW Taiwan/Taiwan, Province of China;
TZ Tanzania/Tanzania, United Republic of; UA Ukraine; UG Uganda; UM United States Minor Outlying Islands;
US United States/USA/United States of America; UY Uruguay; UZ Uzbekistan; VA Vatican City/Holy See;
VC Saint Vincent and the Grenadines; VE Venezuela/Venezuela, Bolivarian Republic of;
VG British Virgin Islands/Virgin Islands (British); VI US Virgin Islands/Virgin Islands (U.S.);
VN Vietnam/Viet Nam; VU Vanuatu; WF Wallis and Futuna; WS Samoa; YE Yemen; YT Mayotte; ZA South Africa/RSA; ZM Zambia;
ZW Zimbabwe;
EU European Union/European Community; XC Channel Islands; XW West Indies; ZZ Unspecified
"""


class CountryUnknown(DomainError):
    """The shop knows no country of this code."""

    code = "country_unknown"


def _read(table: str) -> dict[str, tuple[str, ...]]:
    rows = (row.strip().partition(" ") for row in table.replace("\n", " ").split(";"))
    return {code: tuple(names.split("/")) for code, _, names in rows}


COUNTRIES = _read(_TABLE)
_CODES = {name.casefold(): code for code, names in COUNTRIES.items() for name in names}


def canonical_country(code: str) -> str:
    """The code in capitals. Raises CountryUnknown."""
    written = code.strip().upper()
    if written not in COUNTRIES:
        raise CountryUnknown("It is not the code of a country, such as GB.", field="country")
    return written


def code_of_country(name: str) -> str:
    """The code of a country by one of its English names, in any case; empty when the name is not known."""
    return _CODES.get(name.casefold(), "")
