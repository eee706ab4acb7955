-- Spellings of one name, street, place and postal code fold to one key.
with spellings (kind, typed, expected) as (
    values
    ('name', 'Casa  Rosa, S.L.', 'casa rosa'),
    ('name', 'CÂSA ROSÄ gmbh & Co. KG', 'casa rosa'),
    ('name', 'Smith & Sons Ltd.', 'smith sons'),
    ('name', 'Smith and Sons (Limited)', 'smith sons'),
    ('name', 'Trattoria S.r.l.', 'trattoria'),
    ('name', 'O''Neill’s – Bar', 'oneills bar'),
    ('name', 'Großmarkt Łódź', 'grossmarkt lodz'),
    ('name', 'Company Inc.', 'company inc'),
    ('name', 'Kafé Москва', 'kafe москва'),
    ('name', ' . ', null),
    ('street', '12 North Main Street', '12 n main st'),
    ('street', '12 N. Main St.', '12 n main st'),
    ('street', '7 Ocean Ave', '7 ocean ave'),
    ('street', '7 Ocean  AVENUE', '7 ocean ave'),
    ('street', 'Hauptstraße 5', 'hauptstr 5'),
    ('street', 'Hauptstr. 5', 'hauptstr 5'),
    ('city', 'Saint-Étienne', 'st etienne'),
    ('city', 'St. Etienne', 'st etienne'),
    ('postal_code', 'se1 0aa', 'SE10AA'),
    ('postal_code', '28202-1234', '28202'),
    ('postal_code', '01310-100', '01310100'),
    ('postal_code', '-', null)
),

folded as (
    select
        spellings.*,
        case kind
            when 'name' then {{ name_key('typed') }}
            when 'street' then {{ street_key('typed') }}
            when 'city' then {{ city_key('typed') }}
            when 'postal_code' then {{ postal_key('typed') }}
        end as found
    from spellings
)

select * from folded
where coalesce(found, '') <> coalesce(expected, '')
