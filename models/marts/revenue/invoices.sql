select * from {{ ref('int_invoices__paid') }}
