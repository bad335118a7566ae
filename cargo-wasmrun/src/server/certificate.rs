//! The certificate behind `--tls`: the user's, or one of our own making, which is kept so that a browser asks
//! once whether it is trusted.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Error;

/// How long a certificate of ours is valid: browsers refuse what is valid for longer.
const VALIDITY: Duration = Duration::from_hours(24 * 397);

/// How long a certificate of ours is used before another is made.
const USE: Duration = Duration::from_hours(24 * 300);

/// A certificate counts from before it was made, for machines whose clocks are slow.
const SLOW_CLOCKS: Duration = Duration::from_hours(24);

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// We make it, and keep it in this folder.
    Own {
        /// The folder.
        folder: PathBuf,
    },
    /// The user has it.
    Files {
        /// The certificates, the server's first, as PEM.
        certificate: PathBuf,
        /// The key to it, as PEM.
        key: PathBuf,
    },
}

/// How TLS is spoken under these names, host names and addresses.
pub(super) fn server_config(tls: &Tls, names: &[String]) -> Result<ServerConfig, Error> {
    match tls {
        Tls::Own { folder } => own(folder, names),
        Tls::Files { certificate, key } => {
            let unusable = |path: &Path| {
                let path = path.to_owned();
                move |reason: String| Error::UnusableCertificate { path, reason }
            };
            let read = |path: &Path| {
                fs_err::read(path)
                    .map_err(|source| Error::UnreadableFile { path: path.to_owned(), source })
            };
            let certificates = certificates(&read(certificate)?).map_err(unusable(certificate))?;
            let private = PrivateKeyDer::from_pem_slice(&read(key)?)
                .map_err(|error| unusable(key)(error.to_string()))?;
            config(certificates, private).map_err(unusable(certificate))
        }
    }
}

/// The cryptography that TLS is built on here.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// With the certificate of ours for these names, which is made if there is none.
fn own(folder: &Path, names: &[String]) -> Result<ServerConfig, Error> {
    let names: BTreeSet<&String> = names.iter().collect();
    let mut hasher = blake3::Hasher::new();
    for name in &names {
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
    }
    let path = folder.join(format!("{}.pem", &hasher.finalize().to_hex()[..16]));
    if let Some(config) = kept(&path) {
        return Ok(config);
    }
    let pem = make(names.into_iter().cloned().collect())
        .map_err(|error| Error::OwnCertificate(error.to_string()))?;
    // Without it all goes on, but for a browser that asks again the next time.
    if let Err(error) = keep(&path, &pem) {
        tracing::warn!(%error, "the certificate is not kept");
    }
    parse(pem.as_bytes()).map_err(Error::OwnCertificate)
}

/// A certificate that was kept, if it can still be used.
fn kept(path: &Path) -> Option<ServerConfig> {
    let age = fs_err::metadata(path).ok()?.modified().ok()?.elapsed().ok()?;
    if age > USE {
        return None;
    }
    parse(&fs_err::read(path).ok()?).ok()
}

/// A new certificate and its key, as PEM.
fn make(names: Vec<String>) -> Result<String, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "cargo wasmrun on this machine");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = (SystemTime::now() - SLOW_CLOCKS).into();
    params.not_after = (SystemTime::now() + VALIDITY - SLOW_CLOCKS).into();
    let key = KeyPair::generate()?;
    Ok(format!("{}{}", params.self_signed(&key)?.pem(), key.serialize_pem()))
}

/// Writes a file that nobody else can read, all of it or none.
fn keep(path: &Path, pem: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs_err::create_dir_all(folder)?;
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(pem.as_bytes())?;
    draft.persist(path)?;
    Ok(())
}

fn parse(pem: &[u8]) -> Result<ServerConfig, String> {
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|error| error.to_string())?;
    config(certificates(pem)?, key)
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn config(
    certificates: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, String> {
    ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, key))
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        vec!["localhost".to_owned(), "*.localhost".to_owned(), "127.0.0.1".to_owned()]
    }

    #[test]
    fn a_certificate_of_ours_is_kept_for_its_names_and_for_nobody_else_to_read() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("certificates");
        let tls = Tls::Own { folder: folder.clone() };
        let files = || {
            let entries = fs_err::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            entries.collect::<Vec<_>>()
        };
        server_config(&tls, &names()).unwrap();
        let first = files();
        let content = fs_err::read(&first[0]).unwrap();
        server_config(&tls, &names()).unwrap();
        assert_eq!((files(), fs_err::read(&first[0]).unwrap()), (first.clone(), content.clone()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs_err::metadata(&first[0]).unwrap().permissions().mode() & 0o77, 0);
        }
        server_config(&tls, &["localhost".to_owned()]).unwrap();
        assert_eq!(files().len(), 2);
        fs_err::write(&first[0], "no certificate").unwrap();
        server_config(&tls, &names()).unwrap();
        assert_ne!(fs_err::read(&first[0]).unwrap(), content);
    }

    #[test]
    fn files_that_hold_none_are_errors_that_name_them() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (folder.path().join("a.pem"), folder.path().join("b.pem"));
        let tls = Tls::Files { certificate: certificate.clone(), key: key.clone() };
        assert!(
            matches!(server_config(&tls, &[]), Err(Error::UnreadableFile { path, .. }) if path == certificate)
        );
        let pem = make(names()).unwrap();
        fs_err::write(&certificate, &pem).unwrap();
        fs_err::write(&key, "none").unwrap();
        assert!(
            matches!(server_config(&tls, &[]), Err(Error::UnusableCertificate { path, .. }) if path == key)
        );
        fs_err::write(&key, make(names()).unwrap()).unwrap();
        assert!(server_config(&tls, &[]).is_err(), "the key of another");
        fs_err::write(&key, &pem).unwrap();
        server_config(&tls, &[]).unwrap();
    }
}
