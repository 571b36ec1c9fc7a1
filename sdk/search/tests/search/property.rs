//! What holds for every text and every order of articles.

use search::{Article, Ask, Index, build, fold};

use crate::corpus::{self, Numbers};

const ALL: Ask<'static> = Ask {
    page: "",
    limit: 10_000,
};

/// Characters from every corner that folding knows, and a few that it does not.
fn noise(numbers: &mut Numbers) -> String {
    let pool: Vec<char> = "aZé'-,.0９〇一十百年月日回第々ゝゞヽヾーｰ－‐ァアかが゛゜\u{3099}\u{309a}ｶﾞﾊﾟｳﾞｧヴヶヵカ箇・･ 　送りるにを髙﨑㈱①ß…🎉ไ한Жά\u{200b}\u{301}"
        .chars()
        .collect();
    (0..numbers.below(14))
        .map(|_| *numbers.pick(&pool))
        .collect()
}

#[test]
fn folding_twice_is_folding_once() {
    let mut numbers = Numbers(1);
    let mut texts: Vec<String> = (0..60_000).map(|_| noise(&mut numbers)).collect();
    for article in corpus::articles("ja")
        .into_iter()
        .chain(corpus::articles("en"))
    {
        texts.extend([article.title, article.body]);
    }
    texts.extend((0u32..0x30000).filter_map(char::from_u32).map(String::from));
    for text in texts {
        let once = fold(&text);
        assert_eq!(fold(&once), once, "{text:?}");
    }
}

#[test]
fn any_query_is_answered() {
    let mut numbers = Numbers(2);
    let bytes = build("ja", &corpus::articles("ja"));
    let index = Index::open(&bytes).unwrap();
    let articles: Vec<Article> = (0..300)
        .map(|n| Article {
            id: n.to_string(),
            title: noise(&mut numbers),
            body: noise(&mut numbers),
            ..Article::default()
        })
        .collect();
    let odd = build("und", &articles);
    let odd = Index::open(&odd).unwrap();
    for _ in 0..5_000 {
        let query = noise(&mut numbers);
        for index in [index, odd] {
            let found = index.search(&query, ALL).unwrap();
            assert_eq!(found.hits.len(), found.total, "{query:?}");
        }
    }
    let long = "請求書を送る invoice ".repeat(2_000);
    assert!(index.search(&long, ALL).unwrap().total > 0);
}

#[test]
fn every_article_is_found_by_its_title() {
    for language in ["ja", "en"] {
        for articles in [corpus::articles(language), corpus::many(language, 600)] {
            let bytes = build(language, &articles);
            let index = Index::open(&bytes).unwrap();
            for article in &articles {
                let found = index.search(&article.title, ALL).unwrap();
                assert_eq!(
                    found.hits.first().map(|hit| hit.title),
                    Some(article.title.as_str())
                );
            }
        }
    }
}

#[test]
fn the_order_of_insertion_is_nothing() {
    for language in ["ja", "en"] {
        let mut articles = corpus::articles(language);
        let bytes = build(language, &articles);
        let mut numbers = Numbers(3);
        for _ in 0..5 {
            for at in 0..articles.len() {
                let other = numbers.below(articles.len());
                articles.swap(at, other);
            }
            assert!(build(language, &articles) == bytes);
        }
    }
}

#[test]
fn equals_keep_their_order() {
    let article = |id: &str, order| Article {
        id: id.to_owned(),
        title: "同じ題".to_owned(),
        order,
        ..Article::default()
    };
    let bytes = build("ja", &[article("b", 2), article("c", 1), article("a", 2)]);
    let found = Index::open(&bytes).unwrap().search("同じ題", ALL).unwrap();
    assert_eq!(
        found.hits.iter().map(|hit| hit.id).collect::<Vec<_>>(),
        ["c", "a", "b"]
    );
}

#[test]
fn a_hit_carries_what_a_list_shows() {
    let articles = corpus::articles("ja");
    let bytes = build("ja", &articles);
    let index = Index::open(&bytes).unwrap();
    assert_eq!((index.language(), index.len()), ("ja", articles.len()));
    for article in &articles {
        let found = index
            .search(&article.title, Ask { page: "", limit: 1 })
            .unwrap();
        let hit = &found.hits[0];
        assert_eq!(
            (hit.id, hit.title),
            (article.id.as_str(), article.title.as_str())
        );
        assert_eq!(hit.topics, [article.topics[0].id.as_str()]);
        assert!(hit.excerpt.chars().count() <= 120 && article.body.starts_with(hit.excerpt));
    }
}
