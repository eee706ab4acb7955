-- A change of a stage is kept, whether its lifecycle has a table of its records or not.
select distinct lifecycle
from {{ ref('int_stage_changes__named') }}
where lifecycle not in (select lifecycle from {{ ref('stage_visits') }})
