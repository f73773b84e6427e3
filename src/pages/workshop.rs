//! Makes pages: all of them, or the one that is asked for.

use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::check::sheet::Record;
use crate::error::{Error, Result};
use crate::export::Press;
use crate::render::theme::Theme;
use crate::site::{Site, route};

use super::frame::Frame;
use super::table_view::{Look, Sheets};
use super::{KINDS, Make, Page, Shop, Sink, Wanted};

/// A site with everything its pages are made with.
pub struct Workshop<'s> {
    site: &'s Site<'s>,
    shop: Shop<'s>,
}

impl<'s> Workshop<'s> {
    /// Works out what pages share.
    ///
    /// # Errors
    /// When the download files cannot be prepared, a fault of the program.
    pub fn new(site: &'s Site<'s>, record: &'s Record<'s>, theme: &'s Theme) -> Result<Workshop<'s>> {
        let (mut sheets, mut pasted, mut explained) = (HashMap::new(), HashMap::new(), HashMap::new());
        for edition in site.editions() {
            sheets.insert(edition.id.clone(), Sheets::new(edition));
            let rows = edition.tables.iter().map(|table| super::explained::rows(edition, table));
            explained.insert(edition.id.clone(), rows.collect());
            pasted.insert(edition.id.clone(), Sheets::with(edition, Look::Pasted));
        }
        let (press, downloads) = (Press::new(site)?, site.config.downloads);
        let frame = Frame::new(site, theme);
        let shop = Shop { theme, record, frame, sheets, explained, pasted, press, downloads, rows: Mutex::default() };
        Ok(Workshop { site, shop })
    }

    /// Every file, in parallel.
    pub(super) fn all(&self, sink: &Sink<'_>) -> Result<()> {
        for asset in self.shop.theme.assets() {
            sink(&route::asset(&asset.name), asset.bytes.clone())?;
        }
        let pages = self.pages(&Wanted::All);
        let mut routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
        routes.sort_unstable();
        if let Some(twice) = routes.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::refused(format!("有两个页面的地址都是“{}”", twice[0])));
        }
        pages.par_iter().try_for_each(|page| match &page.make {
            Make::One(make) => sink(&page.route, make(&self.shop)?),
            Make::Many(make) => make(&self.shop, sink),
        })
    }

    /// The file at an address with its bytes, as [`super::render_site`] makes it, and the
    /// files made together with it; nothing where the site has no such file.
    ///
    /// # Errors
    /// The refusal of the theme.
    pub fn at(&self, address: &str) -> Result<Vec<(String, Vec<u8>)>> {
        if let Some(asset) = self.shop.theme.assets().find(|asset| route::asset(&asset.name) == address) {
            return Ok(vec![(address.to_owned(), asset.bytes.clone())]);
        }
        let pages = self.pages(&Wanted::At(address));
        if let Some(Page { make: Make::One(make), .. }) = pages.iter().find(|page| page.route == address) {
            return Ok(vec![(address.to_owned(), make(&self.shop)?)]);
        }
        // Files that are made together lie in one folder.
        let folder = |address: &str| address.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let made = Mutex::new(Vec::new());
        for page in pages.iter().filter(|page| folder(&page.route) == folder(address)) {
            if let Make::Many(make) = &page.make {
                make(&self.shop, &|address, bytes| {
                    // A poisoned lock means a panic on another thread, which ends the run.
                    made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((address.to_owned(), bytes));
                    Ok(())
                })?;
            }
        }
        Ok(made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn pages(&self, wanted: &Wanted<'_>) -> Vec<Page<'s>> {
        KINDS.iter().flat_map(|kind| (kind.pages)(self.site, wanted)).collect()
    }
}
