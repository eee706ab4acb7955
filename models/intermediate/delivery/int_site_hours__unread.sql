with unread as (
    select said.site_id, {{ listed_text('said.said_by') }} as unread_hours
    from {{ ref('int_site_hours__said') }} as said
    inner join {{ source('night', 'window_texts') }} as texts on said.window_text = texts.window_text
    where not texts.is_understood
    group by said.site_id
)

select * from unread
