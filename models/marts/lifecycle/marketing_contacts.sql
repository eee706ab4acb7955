with contacts as (
    select * from {{ ref('int_marketing_contacts__known') }}
),

visits as (
    select record_id, stage, source_stage, entered_at
    from {{ ref('int_lead_visits__defined') }}
    where left_at is null
),

mappings as (
    select mappings.source_stage, stages.position
    from {{ ref('stage_mappings') }} as mappings
    inner join {{ ref('int_lifecycle_stages__in_force') }} as stages
        on mappings.lifecycle = stages.lifecycle and mappings.stage = stages.stage
    where mappings.lifecycle = 'lead' and mappings.pipeline = 'lifecyclestage'
),

{# Of several leads with one contact the newest counts. #}
leads as (
    select
        marketing_contact_id,
        lead_id,
        row_number() over (
            partition by marketing_contact_id order by first_contact_at desc, {{ byte_order('lead_id') }} asc
        ) as age_rank
    from ({{ unify('leads') }}) as known
    where marketing_contact_id is not null
),

deals as (
    select
        customer_id,
        max(case when is_deal_won then 1 else 0 end) as won,
        max(case when is_deal_closed then 0 else 1 end) as open_deals
    from {{ ref('int_opportunities__staged') }}
    group by customer_id
),

worked as (
    select distinct contact_id from {{ ref('int_marketing_contacts__worked') }} where left_at is null
),

described as (
    select
        contacts.contact_id,
        contacts.source_system,
        contacts.customer_id,
        contacts.lead_stage as source_stage,
        claimed.means as claims,
        contacts.is_lead_stage_an_option,
        visits.stage,
        visits.entered_at as stage_since,
        leads.lead_id,
        crm.stage as crm_stage,
        crm.entered_at as crm_stage_since,
        {{ hours_between('greatest(visits.entered_at, crm.entered_at)', as_of()) }} as hours_since_change,
        contacts.company_lead_stage,
        coalesce(here.position, 0) <= coalesce(company.position, 0) as is_within_company_stage,
        deals.customer_id is not null as has_deal,
        coalesce(deals.won = 1, false) as has_won_deal,
        coalesce(deals.open_deals = 1, false) as company_has_open_deal,
        coalesce(contacts.is_opted_out, false) as is_opted_out,
        contacts.is_suppressed,
        worked.contact_id is not null as is_sales_working
    from contacts
    left join visits on contacts.contact_id = visits.record_id
    left join leads on contacts.contact_id = leads.marketing_contact_id and leads.age_rank = 1
    left join visits as crm on leads.lead_id = crm.record_id
    {{ join_word('claimed', "'lead_state'", 'contacts.lead_stage', 'contacts.source_system') }}
    left join mappings as here on contacts.lead_stage = here.source_stage
    left join mappings as company on contacts.company_lead_stage = company.source_stage
    left join deals on contacts.customer_id = deals.customer_id
    left join worked on contacts.contact_id = worked.contact_id
)

select * from described
