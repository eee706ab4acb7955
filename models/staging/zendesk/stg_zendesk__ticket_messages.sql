{{ config(enabled='zendesk' in var('sources')) }}

with comments as (
    {{ current_rows('zendesk', 'ticket_comment') }}
),

users as (
    {{ current_rows('zendesk', 'user', but=['inactive']) }}
),

{#
    What a trigger, a macro or an interface writes is no answer of a person; which channels these
    are is the company's word. The roles of a user are the vendor's own.
#}
messages as (
    select
        {{ record_id('zendesk', 'comments.id') }} as message_id,
        {{ record_id('zendesk', 'comments.ticket_id') }} as ticket_id,
        comments.created as sent_at,
        case
            when users.role = 'end-user' then true
            when users.role in ('agent', 'admin') then false
        end as is_from_customer,
        coalesce(channels.means = 'machine', false) as is_automatic,
        comments.body_length as length
    from comments
    left join users on comments.user_id = users.id
    {{ join_word('channels', "'channel'", 'comments.via_channel', "'zendesk'") }}
    where comments.public
)

select * from messages
