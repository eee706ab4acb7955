{{ config(enabled='zendesk' in var('sources')) }}

with comments as (
    {{ current_rows('zendesk', 'ticket_comment') }}
),

users as (
    {{ current_rows('zendesk', 'user', but=['inactive']) }}
),

tickets as (
    {{ current_rows('zendesk', 'ticket') }}
),

staff as (
    select * from {{ ref('stg_zendesk__staff') }}
),

{#
    Who asked is the customer, whatever the role of today; so is an end user who never worked here.
    One who did was staff for as long as is known, and outside of that it is not known what.

    What a trigger, a macro or an interface writes is no answer of a person; which channels these
    are is the company's word. The roles of a user are the vendor's own.
#}
messages as (
    select
        {{ record_id('zendesk', 'comments.id') }} as message_id,
        {{ record_id('zendesk', 'comments.ticket_id') }} as ticket_id,
        comments.created as sent_at,
        case
            when comments.user_id = tickets.requester_id then true
            when comments.created between staff.acted_from and staff.acted_until then false
            when users.role in ('agent', 'admin') then false
            when users.role = 'end-user' and staff.user_id is null then true
        end as is_from_customer,
        coalesce(channels.means = 'machine', false) as is_automatic,
        comments.body_length as length
    from comments
    left join users on comments.user_id = users.id
    left join tickets on comments.ticket_id = tickets.id
    left join staff on cast(comments.user_id as text) = staff.user_id
    {{ join_word('channels', "'channel'", 'comments.via_channel', "'zendesk'") }}
    where comments.public
)

select * from messages
