with customers as (
    select * from {{ ref('int_customers__identified') }}
),

first_deals as (
    select customer_id, min(created_at) as first_opportunity_at
    from {{ ref('int_opportunities__staged') }}
    group by customer_id
),

billed as (
    select
        customer_id,
        min(issued_on) as first_invoice_on,
        sum(case when issued_on between {{ today() }} - 365 and {{ today() }} then amount end) as invoiced_last_year
    from {{ ref('invoices') }}
    group by customer_id
),

described as (
    select
        customers.customer_id,
        customers.anchor_system,
        customers.name,
        customers.legal_name,
        customers.segment,
        customers.currency,
        customers.country,
        customers.tax_id,
        customers.payment_terms,
        customers.has_payer,
        customers.crm_account_id,
        customers.billing_account_id,
        customers.support_organization_id,
        customers.owner_id,
        customers.owner_is_active,
        first_deals.first_opportunity_at,
        billed.first_invoice_on,
        customers.is_on_credit_hold_in_crm,
        customers.is_on_credit_hold_in_erp,
        cast(coalesce(billed.invoiced_last_year, 0) as numeric(18, 2)) as invoiced_last_year
    from customers
    left join first_deals on customers.customer_id = first_deals.customer_id
    left join billed on customers.customer_id = billed.customer_id
)

select * from described
