-- Words that names, addresses and remarks are put together from; together they are nobody's.
create macro first_names() as ['Ana', 'Ben', 'Carla', 'Daniel', 'Elena', 'Felix', 'Grace', 'Hugo', 'Iris', 'Jonas', 'Kara', 'Liam', 'Marta', 'Noah', 'Olga', 'Pedro', 'Quinn', 'Rosa', 'Sam', 'Tara', 'Umar', 'Vera', 'Wade', 'Xenia', 'Yara', 'Zane', 'Amir', 'Bella', 'Cody', 'Dora', 'Emil', 'Fay', 'Gus', 'Hana', 'Ivan', 'Joy', 'Kofi', 'Lena', 'Milo', 'Nina'];
create macro last_names() as ['Abbott', 'Barros', 'Castell', 'Dunmore', 'Eastling', 'Farrow', 'Garnet', 'Holloway', 'Iverson', 'Jessup', 'Kerrigan', 'Langmoor', 'Mercado', 'Norling', 'Okafor', 'Pemberly', 'Quist', 'Rosendal', 'Santoro', 'Tillman', 'Underhill', 'Valdez', 'Westbrook', 'Yardley', 'Zimmer', 'Ashdown', 'Brannick', 'Corliss', 'Delmar', 'Ellery', 'Fenwick', 'Greer', 'Hartwell', 'Ibarra', 'Jarrow', 'Kessler', 'Lockhart', 'Montague', 'Nakamura', 'Ostrom'];
create macro adjectives() as ['Copper', 'Blue', 'Amber', 'Golden', 'Silver', 'Harbor', 'Maple', 'Cedar', 'Juniper', 'Saffron', 'Crimson', 'Ivory', 'Rustic', 'Wandering', 'Quiet', 'Sunny', 'Stone', 'Willow', 'Orchard', 'Prairie', 'Lakeside', 'Hilltop', 'Velvet', 'Salt', 'Clover', 'Rosemary', 'Fig', 'Olive', 'Thistle', 'Marigold'];
create macro nouns() as ['Lantern', 'Spoon', 'Kettle', 'Table', 'Anchor', 'Barn', 'Hearth', 'Garden', 'Fork', 'Skillet', 'Oven', 'Mill', 'Bridge', 'Fox', 'Heron', 'Otter', 'Sparrow', 'Compass', 'Wagon', 'Pantry', 'Basket', 'Ladle', 'Cellar', 'Gate', 'Terrace', 'Pier', 'Acorn', 'Plow', 'Rooster', 'Trellis'];
create macro streets() as ['Alder', 'Birchwood', 'Canal', 'Depot', 'Elmhurst', 'Foundry', 'Granary', 'Harvest', 'Ironworks', 'Junction', 'Kiln', 'Larkspur', 'Market', 'Northgate', 'Orchard', 'Packing House', 'Quarry', 'Railyard', 'Stockyard', 'Tannery'];
create macro street_kinds() as ['St', 'Ave', 'Rd', 'Ln', 'Blvd', 'Way'];
create macro segment_of(u) as case when u < 0.45 then 'Independent restaurant' when u < 0.62 then 'Restaurant group' when u < 0.72 then 'Hotel' when u < 0.82 then 'School' when u < 0.89 then 'Healthcare' when u < 0.95 then 'Catering' else 'Workplace cafe' end;
create macro segment_words(segment) as case segment
    when 'Independent restaurant' then ['Kitchen', 'Diner', 'Bistro', 'Grill', 'Trattoria', 'Cantina', 'Brasserie', 'Noodle House']
    when 'Restaurant group' then ['Restaurants', 'Hospitality Group', 'Eateries', 'Dining Group']
    when 'Hotel' then ['Hotel', 'Inn', 'Suites', 'Lodge']
    when 'School' then ['Academy', 'School District', 'College Dining']
    when 'Healthcare' then ['Medical Center', 'Care Homes', 'Clinic']
    when 'Catering' then ['Catering', 'Events', 'Banquets']
    else ['Cafe', 'Coffee Bar', 'Canteen'] end;
create macro job_titles() as ['Owner', 'Head Chef', 'Purchasing Manager', 'General Manager', 'Kitchen Manager', 'Food and Beverage Director', 'Office Manager'];
create macro deal_roles() as ['Decision maker', 'Economic buyer', 'Champion', 'Influencer'];
create macro lead_sources() as ['Web form', 'Trade show', 'Referral', 'Cold call', 'Tasting event', 'Partner', 'Paid search'];
create macro deal_subjects() as ['Full line supply', 'Produce programme', 'Dairy and eggs', 'Frozen range', 'Beverage programme', 'Seafood programme', 'Disposables', 'Second location'];
create macro next_steps() as ['Tasting at their kitchen', 'Send order guide', 'Call with the chef', 'Walk the receiving dock', 'Review price list', 'Meet the owner', 'Agree first delivery'];
create macro needs() as ['Fewer deliveries, fixed mornings', 'One supplier for dry and frozen', 'Local produce all year', 'Deliveries before the kitchen opens', 'Lower price on dairy', 'Reliable fish on Thursdays'];
create macro decision_ways() as ['Owner decides after tasting', 'Chef proposes, owner signs', 'Purchasing compares three offers', 'Board meets monthly', 'General manager signs'];
create macro loss_reasons() as ['Price', 'Kept current supplier', 'Delivery days do not fit', 'Closed the kitchen', 'No answer'];
create macro back_reasons() as ['Need changed after the tasting', 'New chef wants another range', 'Offer to be priced again', 'Second site added'];
create macro reopen_reasons() as ['Customer came back', 'Other supplier failed', 'New owner asked again'];
create macro ticket_subjects() as ['Short delivery', 'Wrong item', 'Damaged case', 'Late truck', 'Invoice question', 'Credit not received', 'Change delivery day', 'Missing temperature log', 'New contact at site'];
create macro rejections() as ['No budget', 'Outside our area', 'Not reachable', 'Too small', 'Already a customer'];
