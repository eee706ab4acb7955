with surveys as (
    {{ unify('surveys') }}
),

campaigns as (
    {{ unify('survey_campaigns') }}
),

customer_numbers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

customers as (
    select customer_id, invoiced_last_year from {{ ref('customers') }}
),

answers as (
    select survey_id, count(*) as answer_count
    from surveys
    where score is not null or answered_on is not null
    group by survey_id
),

described as (
    select
        surveys.response_id,
        surveys.source_system,
        surveys.survey_id,
        surveys.campaign_id,
        campaigns.touchpoint,
        customer_numbers.customer_id,
        surveys.ticket_id,
        surveys.sent_on,
        surveys.answered_on,
        surveys.score,
        cast(coalesce(answers.answer_count, 0) as integer) as answer_count,
        surveys.followed_up_on,
        customers.invoiced_last_year as customer_invoiced_last_year
    from surveys
    left join campaigns on surveys.campaign_id = campaigns.campaign_id
    left join customer_numbers on surveys.customer_number = customer_numbers.customer_number
    left join customers on customer_numbers.customer_id = customers.customer_id
    left join answers on surveys.survey_id = answers.survey_id
)

select * from described
