//! The JSON Schema accepts what the loader accepts and knows the Chinese keys.

use serde_json::Value;

#[test]
fn every_key_of_every_form_is_in_the_schema() {
    let editions = nianbao::editions().unwrap();
    let schema: Value = serde_json::from_str(&nianbao::schema::data(&editions)).unwrap();
    for edition in editions.iter() {
        for table in &edition.tables {
            let text = schema["properties"][&table.names.key].to_string();
            for row in table.rows.iter().filter(|row| !row.derived) {
                assert!(text.contains(&format!("\"{}\"", row.names.key)), "{}", row.names.key);
                assert!(text.contains(&format!("\"{}\"", row.names.id)), "{}", row.names.id);
            }
            for derived in table.rows.iter().filter(|row| row.derived) {
                assert!(!text.contains(&format!("\"{}\":", derived.names.key)), "a total is never typed");
            }
        }
    }
    assert!(schema["properties"]["发布日期"].is_object());
    let office: Value = serde_json::from_str(&nianbao::schema::office()).unwrap();
    assert_eq!(office["required"][0], "全称");
}
