"""Two children who arrived with a return: numbers and dates, no names yet. The intake team’s manager names them."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from gcp_tracker.imports.census_file import open_census
from gcp_tracker.imports.service import import_census
from gcp_tracker.models import Authority
from gcp_tracker.unit_of_work import UnitOfWork

RETURN = """\
<Message>
  <Header>
    <CollectionDetails><Collection>CIN</Collection><Year>{year}</Year><ReferenceDate>{today}</ReferenceDate></CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>201</LEA></Source>
  </Header>
  <Children>
    <Child>
      <ChildIdentifiers>
        <LAchildID>TB0004117</LAchildID><PersonBirthDate>{seven}</PersonBirthDate><Sex>F</Sex>
      </ChildIdentifiers>
      <ChildCharacteristics><Ethnicity>BAFR</Ethnicity></ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>{referred}</CINreferralDate><PrimaryNeedCode>N1</PrimaryNeedCode>
        <CINPlanDates><CINPlanStartDate>{planned}</CINPlanStartDate></CINPlanDates>
      </CINdetails>
    </Child>
    <Child>
      <ChildIdentifiers>
        <LAchildID>TB0004118</LAchildID><PersonBirthDate>{two}</PersonBirthDate><Sex>M</Sex>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity><Disabilities><Disability>HEAR</Disability></Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>{late}</CINreferralDate><PrimaryNeedCode>N5</PrimaryNeedCode>
      </CINdetails>
    </Child>
  </Children>
</Message>
"""


def take_in_return(uow: UnitOfWork, authority: Authority, today: date) -> None:
    def ago(days: int) -> str:
        return (today - timedelta(days=days)).isoformat()

    text = RETURN.format(
        year=today.year, today=ago(14), seven=ago(2741), two=ago(871), referred=ago(74), planned=ago(51), late=ago(33)
    )
    census = open_census(lambda: BytesIO(text.encode()))
    import_census(uow, authority, census, "demo-return.xml")
