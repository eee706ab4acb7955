{#- Every name under which the registry knows one living person today: role, name, e-mail, handle. -#}
with owners as (
    select * from {{ ref('owners') }} where {{ is_valid_today('valid_from', 'valid_to') }}
),

names as (
    {%- for column in ['role', 'person', 'email', 'handle'] %}
    select lower({{ column }}) as known_as, role from owners where {{ column }} is not null
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

known as (
    select known_as, min({{ byte_order('role') }}) as role
    from names
    group by known_as
)

select * from known
