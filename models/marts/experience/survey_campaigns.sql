with campaigns as (
    {{ unify('survey_campaigns') }}
),

surveys as (
    select * from {{ ref('surveys') }}
),

sent as (
    select
        campaign_id,
        count(distinct survey_id) as sent_count,
        count(distinct case when answered_on is not null then survey_id end) as answered_count
    from surveys
    group by campaign_id
),

tickets as (
    select
        tickets.ticket_id,
        tickets.is_sla_met,
        {{ system_day('tickets.source_system', 'tickets.solved_at') }} as solved_on
    from {{ ref('tickets') }} as tickets
    where tickets.is_sla_met is not null
),

asked as (
    select distinct campaign_id, ticket_id from surveys where ticket_id is not null
),

{# Everybody with a ticket solved in those days could have been asked. #}
experienced as (
    select
        campaigns.campaign_id,
        sum(case when tickets.is_sla_met then 1 else 0 end) as good_count,
        sum(case when tickets.is_sla_met and asked.ticket_id is not null then 1 else 0 end) as good_sent_count,
        sum(case when tickets.is_sla_met then 0 else 1 end) as bad_count,
        sum(case when not tickets.is_sla_met and asked.ticket_id is not null then 1 else 0 end) as bad_sent_count
    from campaigns
    inner join tickets on tickets.solved_on between campaigns.opened_on and campaigns.closed_on
    left join asked on campaigns.campaign_id = asked.campaign_id and tickets.ticket_id = asked.ticket_id
    where campaigns.touchpoint = 'ticket'
    group by campaigns.campaign_id
),

described as (
    select
        campaigns.campaign_id,
        campaigns.source_system,
        campaigns.touchpoint,
        campaigns.opened_on,
        campaigns.closed_on,
        cast(coalesce(sent.sent_count, 0) as integer) as sent_count,
        cast(coalesce(sent.answered_count, 0) as integer) as answered_count,
        cast(experienced.good_count as integer) as good_count,
        cast(experienced.good_sent_count as integer) as good_sent_count,
        cast(experienced.bad_count as integer) as bad_count,
        cast(experienced.bad_sent_count as integer) as bad_sent_count,
        cast(experienced.good_sent_count as double precision) / nullif(experienced.good_count, 0) as good_sent_share,
        cast(experienced.bad_sent_count as double precision) / nullif(experienced.bad_count, 0) as bad_sent_share
    from campaigns
    left join sent on campaigns.campaign_id = sent.campaign_id
    left join experienced on campaigns.campaign_id = experienced.campaign_id
)

select * from described
