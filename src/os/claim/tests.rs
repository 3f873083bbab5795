use super::*;

#[test]
fn a_directory_is_one_holders_until_that_lets_go_or_it_is_another() {
    let directory = std::env::temp_dir().join(format!("pmux-claim-{}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    assert_eq!(attempt(&directory).unwrap_err().kind(), io::ErrorKind::NotFound);
    fs::create_dir(&directory).unwrap();
    let one = attempt(&directory).unwrap().unwrap();
    assert!(attempt(&directory).unwrap().is_none());
    drop(one);
    let one = attempt(&directory).unwrap().unwrap();
    fs::remove_dir(&directory).unwrap();
    assert!(!one.is_of(&directory));
    fs::create_dir(&directory).unwrap();
    assert!(attempt(&directory).unwrap().is_some_and(|other| other.is_of(&directory)));
    fs::remove_dir(&directory).unwrap();
}
