"""Given names that tell a person, and of which sex."""

from rag.reading.metadata.tables import word_set

WOMEN = word_set(
    """
    ada agnes aisha alice amanda amelia amina amy ana andrea angela anita ann anna anne annie
    astrid audrey barbara beatrice bella beth betty brenda bridget camilla carmen carol caroline
    catherine charlotte chloe christina christine claire clara claudia cynthia daisy dana deborah
    diana donna dora doris dorothy edith elena eleanor elisabeth elizabeth ella ellen elsa emily
    emma esther eva eve evelyn fatima fiona flora florence frances freya gabriela georgia gloria
    grace greta hannah harriet heather heidi helen helena hilda ida ilse inga ingrid irene iris
    isabel isabella ivy jacqueline jane janet jasmine jean jennifer jessica jill joan joanna
    josephine joyce judith julia julie karen kate katherine kathleen katie kim laura leila lena
    leonora leyla lily linda lisa liz louise lucia lucy lydia mabel magda margaret maria marie
    marina martha mary maya megan mei melissa mia michelle mina miriam molly monica nadia nancy
    naomi natalia natalie nina nora olga olivia pamela patricia paula petra priya rachel rebecca
    rita rosa rose ruth sally samantha sandra sara sarah shirley sofia sonia sophia sophie stella
    stephanie susan sylvia tamara teresa theresa tina ursula valerie vanessa vera veronica victoria
    violet virginia wendy yasmin yoko yuki zara zoe
    """
)
MEN = word_set(
    """
    aaron adam adrian ahmed alan albert alberto alejandro alexander alfred ali amir andreas andrew
    angus anthony antonio arthur ben benjamin bernard bill bob boris brian bruce bruno carl carlos
    charles chris christopher colin craig dan daniel david dennis derek diego dmitri donald douglas
    duncan edgar eduardo edward emil eric erik ernest felix fernando francis frank fred frederick
    gareth gary george gerald giovanni gordon graham gregory gustav hans harold harry hassan hector
    henrik henry herbert hiroshi howard hugh hugo ian ibrahim igor ivan jack jacob jakob james jan
    jason jeff jeremy jerome jim joe joel john jonas jonathan jorge jose josef joseph josh juan
    julian karl keith ken kenji kenneth kevin klaus kurt lars laurence leo leon leonard liam luca
    lucas luigi luis luke magnus malcolm manuel marco marcus mario mark martin matthew max michael
    miguel mohamed mohammed nathan neil nicholas nick nigel noah oliver olaf omar oscar otto owen
    pablo patrick paul pedro peter philip pierre rafael ralph ravi raymond ricardo richard robert
    roberto roger roland ronald rory roy rupert samuel satoshi scott sean sergei simon stefan
    stephen steve steven stuart takeshi ted thomas tim timothy toby tom tony victor viktor vincent
    vladimir walter william xavier yusuf
    """
)
"""Given names that tell a person, and of which sex."""
