"""A small sound project, and a way to break it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.conftest import ROOT

TODAY = date(2026, 11, 23)
STAGES = "models/marts/lifecycle/stage_visits.yml"
SYSTEMS = "models/marts/sources/connected_systems.yml"
REFERENCES = "models/marts/sources/source_references.yml"
TABLES = "models/marts/sources/source_tables.yml"
WORDS = "models/marts/sources/words_in_use.yml"

FILES = {
    "dbt_project.yml": """\
name: small
vars:
  sources: [salesforce]
  raw: raw
  table_names: {salesforce.account: accounts}
  absent_tables: [salesforce.lead]
  stall_minutes: 60
""",
    "checkpoints/nightly.yml": """\
checkpoint: nightly
verdicts: {critical: failed, warning: warned, info: warned}
keep_nights: 400
samples: 20
""",
    "models/staging/salesforce/_salesforce__sources.yml": """\
sources:
  - name: salesforce
    tables:
      - name: account
        config: {meta: {key: [id], clock: synced_at}}
        columns:
          - {name: id, data_type: text}
          - {name: tax_id, data_type: text, config: {meta: {reads: tax_id, country: country}}}
          - {name: country, data_type: text}
          - {name: synced_at, data_type: timestamp}
""",
    "models/intermediate/lifecycle/int_opportunity_visits__defined.sql": """\
select * from visits
""",
    "matching/customers.yml": """\
model: customers
prior: 0.000001
suspected_from: 0.9
block_on: [[tax_id]]
comparisons:
  - field: tax_id
    levels:
      - {is: equal, m: 0.9, u: 0.001}
      - {is: different, m: 0.1, u: 0.999}
""",
    "seeds/owners.csv": """\
role,function,person,email,handle,alert,delegate,escalates_to,valid_from,valid_to
chief,management,Ingrid Solheim,i@example.com,is,,sales_operations,,2024-01-01,
sales_operations,sales,Lucía Herrera,l@example.com,lh,,chief,chief,2024-01-01,2025-12-31
sales_operations,sales,Devon Marsh,d@example.com,dm,,chief,chief,2026-01-01,
controller,finance,Beatriz Kowal,b@example.com,bk,,chief,chief,2024-01-01,
archivist,finance,Otto Rehn,o@example.com,or,,chief,chief,2020-01-01,2022-12-31
""",
    "seeds/decision_rights.csv": """\
decision,decider,consulted,limits,days_to_decide
forecast_entry,sales_operations,controller,A deal in a category its stage may not carry,5
""",
    "seeds/lifecycles.csv": """\
lifecycle,record,title,owner,most_reentries,valid_from,valid_to
opportunity,deal,From first talk to signature,sales_operations,2,2024-01-01,
""",
    "seeds/lifecycle_stages.csv": """\
lifecycle,stage,position,meaning,stage_means,owner,may_start,is_terminal,days_until_stale,\
forecast_category,version,valid_from,valid_to
opportunity,qualification,1,A need,opened,sales_operations,true,false,45,Pipeline,1,2024-01-01,
opportunity,proposal,2,An offer,offered,sales_operations,false,false,60,Best Case,1,2024-01-01,
opportunity,won,3,It is signed,won,sales_operations,false,true,,Closed,1,2024-01-01,
""",
    "seeds/stage_transitions.csv": """\
lifecycle,from_stage,to_stage,needs_reason,valid_from,valid_to
opportunity,qualification,proposal,false,2024-01-01,
opportunity,proposal,won,false,2024-01-01,
""",
    "seeds/stage_mappings.csv": """\
source_system,pipeline,source_stage,lifecycle,stage
salesforce,default,Qualification,opportunity,qualification
""",
    "seeds/system_words.csv": """\
source_system,field,word,means
salesforce,deal_role,Decision maker,decides
salesforce,deal_role,Champion,takes_part
""",
    "seeds/waivers.csv": """\
waiver_id,rule,record_key,reason,requested_by,approved_by,approved_on,expires_on
w1,proposal_has_amount,v-1,Migrated deal,sales_operations,controller,2026-10-01,2026-12-31
""",
    "seeds/decisions.csv": """\
decision_id,rule,record_key,stands,reason,decided_by,decided_on
d1,email_is_well_formed,v-2,a,The customer confirmed it,sales_operations,2026-10-02
""",
    "seeds/match_decisions.csv": """\
decision_id,record_a,record_b,decision,reason,decided_by,decided_on
""",
    "seeds/survivorship.csv": """\
attribute,position,source_system,reason
""",
    "seeds/exception_kinds.csv": """\
kind,meaning,decision,cost_rate,needs_expiry
""",
    "seeds/priority_budgets.csv": """\
depot,kind,largest_share,approved_by,approved_on,expires_on
""",
    "seeds/cost_rates.csv": """\
rate,amount,currency,per,owner,valid_from,valid_to
""",
    "seeds/otif_definitions.csv": """\
definition,basis,span,early_minutes,late_minutes,level,full_share,owner,valid_from,valid_to
""",
    "seeds/pause_reasons.csv": """\
reason,stage,meaning,owner,valid_from,valid_to
""",
    "seeds/complaint_kinds.csv": """\
source_system,kind,meaning,breaks,function
salesforce,damaged,Goods that cannot be used,undamaged,delivery
""",
    "seeds/function_kpis.csv": """\
function,kpi,version,definition,target,owner,valid_from,valid_to
delivery,on_time_in_full,1,All on time and in full,0.9,sales_operations,2024-01-01,
""",
    "seeds/forecast_requirements.csv": """\
category,evidence,meaning,owner,valid_from,valid_to
Pipeline,amount,A price,sales_operations,2024-01-01,
""",
    "seeds/lead_definitions.csv": """\
definition,version,meaning,least_fit_score,least_engagement_score,owner,valid_from,valid_to
qualified_lead,1,A kitchen of our kind,40,20,sales_operations,2024-01-01,2025-12-31
qualified_lead,2,A kitchen of our kind,50,30,sales_operations,2026-01-01,
""",
    "seeds/bonus_plan_rules.csv": """\
plan_rule,version,outcome,meaning,owner,valid_from,valid_to
P-1,1,deal_won,Two per cent,sales_operations,2024-01-01,
""",
    "seeds/source_systems.csv": """\
source_system,title,owner,time_zone
salesforce,CRM,sales_operations,America/New_York
""",
    "models/marts/lifecycle/visits.yml": """\
models:
  - name: visits
    description: One row per visit.
    config: {meta: {owner: sales_operations}}
    columns:
      - {name: visit_id, data_type: text, config: {meta: {safe: true}}}
      - {name: customer_id, data_type: text, meta: {safe: true}}
      - {name: amount, data_type: "numeric(18,2)"}
      - {name: stage, data_type: text}
      - {name: stage_means, data_type: text}
      - {name: email, data_type: text, meta: {personal: true}}
      - {name: entered_at, data_type: timestamp}
""",
    "expectations/visits.yml": """\
suite: visits
mart: visits
key: visit_id
customer: customer_id
value: amount
judged_at: entered_at
lifecycle: opportunity
rules:
  - id: proposal_has_amount
    title: A proposal carries a price
    kind: entry
    stage: proposal
    owner: sales_operations
    severity: critical
    dimension: completeness
    why: A forecast without prices is a guess.
    fix: Enter the amount.
    reference: CRM-09
    effective_from: 2026-01-01
    limits: {least: 1}
    when: stage = 'proposal'
    must: amount >= :least
  - id: email_is_well_formed
    title: An address can be written to
    kind: contradiction
    decision: forecast_entry
    claims:
      - {function: sales, says: the address is known, record: visit_id}
      - {function: customer, says: nothing arrives, value: visit_id}
    owner: controller
    severity: info
    dimension: conformity
    why: Mail bounces.
    fix: Ask for the address.
    effective_from: 2026-01-01
    expect: {type: expect_column_values_to_match_regex, column: email, regex: "@"}
""",
}
RULES = "expectations/visits.yml"
VISITS = "models/marts/lifecycle/visits.yml"
for _name, _owner in {
    STAGES: "customer_truth_owner",
    SYSTEMS: "customer_master_steward",
    REFERENCES: "customer_master_steward",
    TABLES: "customer_master_steward",
    WORDS: "customer_master_steward",
}.items():
    FILES[_name] = (
        (ROOT / _name).read_text("utf-8").replace(f"owner: {_owner}", "owner: controller")
    )


def make_project(root: Path, changes: dict[str, list[tuple[str, str]]] | None = None) -> Path:
    """The sound project in `root`, with each (old, new) text of a file replaced."""
    for name in FILES:
        text = broken(name, (changes or {}).get(name, []))
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def broken(name: str, changes: list[tuple[str, str]]) -> str:
    """The text of a file with each (old, new) replaced once."""
    text = FILES[name]
    for old, new in changes:
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new, 1)
    return text


def line_of(name: str, part: str, changes: list[tuple[str, str]]) -> int:
    """The line of the first place of a broken file that holds `part`."""
    text = broken(name, changes)
    return text[: text.index(part)].count("\n") + 1
