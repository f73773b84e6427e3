//! Makes pages: all of them, or the one that is asked for.

use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::check::sheet::Record;
use crate::error::{Error, Result};
use crate::export::Press;
use crate::render::theme::Theme;
use crate::site::{Site, route};

use super::frame::Frame;
use super::rows::Rules;
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
        let (rules, lines) = (Rules::new(), Mutex::default());
        let shop = Shop { theme, record, frame, sheets, explained, pasted, press, downloads, rules, lines };
        Ok(Workshop { site, shop })
    }

    /// Lists every file.
    ///
    /// # Errors
    /// When two have one address.
    pub fn plan<'w>(&'w self) -> Result<Plan<'w, 's>> {
        let pages = self.pages(&Wanted::All);
        let mut routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
        routes.sort_unstable();
        if let Some(twice) = routes.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::refused(format!("有两个页面的地址都是“{}”", twice[0])));
        }
        Ok(Plan { shop: &self.shop, pages: self.ordered(pages) })
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
        match pages.iter().find(|page| page.route == address).map(|page| &page.make) {
            Some(Make::One(make)) => return Ok(vec![(address.to_owned(), make(&self.shop)?)]),
            Some(Make::Long(make)) => {
                let mut bytes = Vec::new();
                make(&self.shop, &mut |part| {
                    bytes.extend_from_slice(part);
                    Ok(())
                })?;
                return Ok(vec![(address.to_owned(), bytes)]);
            }
            Some(Make::Many(_)) | None => {}
        }
        // Files that are made together lie in one folder.
        let folder = |address: &str| address.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let made = Mutex::new(Vec::new());
        for page in pages.iter().filter(|page| folder(&page.route) == folder(address)) {
            if let Make::Many(make) = &page.make {
                make(&self.shop, &|address: &str, bytes: Vec<u8>| {
                    // A poisoned lock means a panic on another thread, which ends the run.
                    made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((address.to_owned(), bytes));
                    Ok(())
                })?;
            }
        }
        Ok(made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The pages of the whole site first, because they take longest; then office by office:
    /// what is worked out for one page of a report is at hand for the next.
    fn ordered(&self, pages: Vec<Page<'s>>) -> Vec<Page<'s>> {
        let offices = self.site.offices.iter().enumerate();
        let offices: FxHashMap<&str, usize> = offices.map(|(at, years)| (&*years.office.id, at + 1)).collect();
        let place = |page: &Page<'_>| route::office_of(&page.route).and_then(|id| offices.get(id)).copied();
        let mut placed: Vec<(Option<usize>, Page<'s>)> = pages.into_iter().map(|page| (place(&page), page)).collect();
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, page)| page).collect()
    }

    fn pages(&self, wanted: &Wanted<'_>) -> Vec<Page<'s>> {
        KINDS.iter().flat_map(|kind| (kind.pages)(self.site, wanted)).collect()
    }
}

/// Every file of a site, listed and not yet made.
pub struct Plan<'w, 's> {
    shop: &'w Shop<'s>,
    pages: Vec<Page<'s>>,
}

impl Plan<'_, '_> {
    /// The addresses of the files, of those that are made together only the first.
    pub fn routes(&self) -> impl Iterator<Item = String> {
        let assets = self.shop.theme.assets().map(|asset| route::asset(&asset.name));
        assets.chain(self.pages.iter().map(|page| page.route.clone()))
    }

    /// The plan without the files that `kept` says are there already. It is asked of every
    /// address, and told whether others are made together with that one, in its folder.
    pub fn without(self, kept: &(dyn Fn(&str, bool) -> bool + Sync)) -> Self {
        let Plan { shop, pages } = self;
        let new = |page: &Page<'_>| !kept(&page.route, matches!(page.make, Make::Many(_)));
        Plan { shop, pages: pages.into_par_iter().filter(new).collect() }
    }

    /// Makes them in parallel.
    ///
    /// # Errors
    /// The first refusal: of the theme, or of the sink.
    pub fn make(self, sink: &dyn Sink) -> Result<()> {
        for asset in self.shop.theme.assets() {
            sink.put(&route::asset(&asset.name), asset.bytes.clone())?;
        }
        // Each page is given up as it is made: what it was made with makes room for the list
        // of what was written.
        let Plan { shop, pages } = self;
        pages.into_par_iter().try_for_each(|page| match &page.make {
            Make::One(make) => sink.put(&page.route, make(shop)?),
            Make::Many(make) => make(shop, sink),
            Make::Long(make) => sink.long(&page.route, &mut |take| make(shop, take)),
        })
    }
}
