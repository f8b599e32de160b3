"""Word lists by which a conversation is read: small words, nouns and names by their kind."""

from rag.reading.metadata.tables import word_set

_BE = "is are was were be been being"
AUXILIARIES = word_set(f"{_BE} do does did has have had will would can could should may might must")
"""Verbs that stand before the subject of a question."""

FORMS_OF_BE = word_set(_BE)

DETERMINERS = word_set("the a an this that these those his her its their our my your")

PREPOSITIONS = word_set(
    """
    about above across after against ahead along amid among around as at before behind below
    beneath beside besides between beyond by despite down during except for from in inside into
    like near of off on onto out outside over past per since than through throughout till to toward
    towards under until up upon via with within without
    """
)

SUBORDINATORS = word_set(
    """
    and or but when while before after because although though if that which who where since until
    as whether why how so then
    """
)
"""Words behind which another clause may begin."""

SAYING = word_set(
    """
    say says said saying tell told think thinks thought believe believes believed claim claims
    claimed announce announces announced confirm confirms confirmed know knows knew known hope
    hopes hoped expect expects expected warn warns warned suggest suggests suggested report reports
    reported insist insisted admit admitted deny denied mean means meant show shows showed argue
    argued promise promised feel fear feared true false sure clear likely possible certain correct
    so
    """
)
"""Words behind which "that" only begins a clause."""

MALE_TITLES = word_set("mr sir lord king prince father brother pope emperor sheikh")
FEMALE_TITLES = word_set("mrs ms miss lady queen princess dame mother sister empress duchess")
PERSON_NOUNS = (
    word_set(
        """
    actor actress adviser advisor aide ambassador analyst architect artist astronaut athlete author
    baker banker bishop boss boxer boy builder businessman businesswoman candidate captain chair
    chairman chairwoman chancellor chef chief child coach colonel commander commissioner composer
    congressman congresswoman conductor correspondent councillor critic curator daughter defender
    dentist deputy detective diplomat director doctor driver economist editor engineer envoy expert
    farmer fisherman founder general girl goalkeeper governor guard guitarist head historian
    husband inventor investor jockey journalist judge justice keeper king lawmaker lawyer leader
    lieutenant major man manager mayor mechanic midfielder minister musician negotiator novelist
    nurse officer official owner painter pastor person philosopher photographer pianist pilot
    player poet policeman policewoman politician pope president priest prime prince princess
    principal producer professor prosecutor queen referee reporter researcher resident sailor
    scientist secretary senator sergeant singer skipper soldier son speaker spokesman spokesperson
    spokeswoman striker student successor suspect swimmer teacher thief treasurer trainer tutor vet
    victim warden widow widower wife winger winner witness woman worker writer
    """
    )
    | MALE_TITLES
    | FEMALE_TITLES
)
GROUP_NOUNS = word_set(
    """
    administration agency airline alliance army association authority bank board brewery
    broadcaster cabinet charity church club coalition college commission committee company congress
    consortium cooperative corporation council court department developer embassy factory
    federation firm force foundation fund government group hospital industry institute laboratory
    league maker manufacturer ministry museum navy network newspaper organisation organization
    outlet parliament party police publisher regulator retailer school senate society startup
    supplier team tribunal union university
    """
)
PLACE_NOUNS = word_set(
    """
    area capital city continent country county district harbour island nation neighbourhood place
    port prefecture province region state suburb town valley venue village
    """
)
PLURAL_PEOPLE = word_set("people police men women children crew families public")

GROUP_NAMES = word_set(
    """
    academy agency airlines airways alliance army assembly association athletic authority bank
    brothers bureau center centre church club coalition college commission committee company
    congress corp corporation council court department electric enterprises fc federation forum
    foundation fund gmbh group holdings inc industries institute international laboratories labs
    league limited llc ltd media ministry motors museum navy network office organisation
    organization parliament partners party plc police press records senate school society studios
    systems team technologies tribunal union united university works
    """
)
"""Words in the names of companies, clubs and offices."""

PLACE_NAMES = word_set(
    """
    airport avenue bay beach bridge cape castle cathedral cove creek county district fort gulf
    harbour hill hills island islands isle lake mount mountain palace park peninsula port
    prefecture province republic river road sound square station street temple tower valley village
    """
)
"""Words in the names of places and buildings."""

COUNTRIES = word_set(
    """
    afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan
    bahrain bangladesh belarus belgium belize benin bhutan bolivia botswana brazil britain brunei
    bulgaria burundi cambodia cameroon canada chad chile china colombia congo croatia cuba cyprus
    denmark djibouti ecuador egypt england eritrea estonia ethiopia fiji finland france gabon
    gambia germany ghana greece greenland guatemala guinea guyana haiti honduras hungary iceland
    india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya korea
    kosovo kuwait laos latvia lebanon lesotho liberia libya lithuania luxembourg madagascar malawi
    malaysia mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco
    mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan
    palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda samoa
    scotland senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden
    switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan
    uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam wales yemen zambia zimbabwe africa
    america asia europe us usa uk uae
    """
)
