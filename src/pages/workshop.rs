//! Makes pages: all of them, or the one that is asked for.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use rayon::prelude::*;

use crate::check::sheet::Record;
use crate::error::{Error, Result};
use crate::export::Press;
use crate::render::theme::Theme;
use crate::site::{Site, route};

use super::frame::Frame;
use super::rows::Rules;
use super::table_view::{Look, Sheets};
use super::{About, KINDS, Make, Page, Shop, Sink, Wanted};

/// A site with everything its pages are made with.
pub struct Workshop<'s> {
    site: &'s Site<'s>,
    record: &'s Record<'s>,
    theme: &'s Theme,
    /// Worked out for the first page: a build that makes none need not.
    shop: OnceLock<Shop<'s>>,
}

impl<'s> Workshop<'s> {
    /// Of a site, with what was said of it and the theme it is shown in.
    pub fn new(site: &'s Site<'s>, record: &'s Record<'s>, theme: &'s Theme) -> Workshop<'s> {
        Workshop { site, record, theme, shop: OnceLock::new() }
    }

    /// What pages share.
    fn shop(&self) -> &Shop<'s> {
        self.shop.get_or_init(|| self.furnished())
    }

    /// On one thread: one that took up a page meanwhile would wait for this for ever.
    fn furnished(&self) -> Shop<'s> {
        let Workshop { site, record, theme, .. } = *self;
        let (mut sheets, mut pasted, mut explained) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut summed = HashMap::new();
        for edition in site.editions() {
            sheets.insert(edition.id.clone(), Sheets::new(edition));
            let rows = edition.tables.iter().map(|table| super::explained::rows(edition, table));
            explained.insert(edition.id.clone(), rows.collect());
            summed.insert(edition.id.clone(), OnceLock::new());
            pasted.insert(edition.id.clone(), Sheets::with(edition, Look::Pasted));
        }
        let (press, downloads) = (Press::new(site), site.config.downloads);
        let frame = Frame::new(site, theme);
        let (rules, lines) = (Rules::new(), Mutex::default());
        Shop { theme, record, frame, sheets, explained, pasted, summed, press, downloads, rules, lines }
    }

    /// Lists every file.
    ///
    /// # Errors
    /// When two have one address.
    pub fn plan<'w>(&'w self) -> Result<Plan<'w, 's>> {
        let plan = Plan { workshop: self };
        // By fingerprints: a province has a million addresses, and two that are equal are
        // looked up only when there are any.
        let mut prints: Vec<u64> = plan.routes().map(|route| route::print(&route)).collect();
        prints.par_sort_unstable();
        let twice = prints.windows(2).find(|pair| pair[0] == pair[1]);
        if let Some(route) = twice.and_then(|pair| plan.routes().find(|route| route::print(route) == pair[0])) {
            return Err(Error::refused(format!("有两个页面的地址都是“{route}”")));
        }
        Ok(plan)
    }

    /// The file at an address with its bytes, as [`super::render_site`] makes it, and the
    /// files made together with it; nothing where the site has no such file.
    ///
    /// # Errors
    /// The refusal of the theme.
    pub fn at(&self, address: &str) -> Result<Vec<(String, Vec<u8>)>> {
        if let Some(asset) = self.theme.assets().find(|asset| route::asset(&asset.name) == address) {
            return Ok(vec![(address.to_owned(), asset.bytes.clone())]);
        }
        let office = route::office_of(address).and_then(|id| self.site.office(id));
        let mut pages = self.pages(Wanted::Site);
        pages.extend(office.into_iter().flat_map(|office| self.pages(Wanted::Office(office))));
        match pages.iter().find(|page| page.route == address).map(|page| &page.make) {
            Some(Make::One(make)) => return Ok(vec![(address.to_owned(), make(self.shop())?)]),
            Some(Make::Long(make)) => {
                let mut bytes = Vec::new();
                make(self.shop(), &mut |part| {
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
                make(self.shop(), &|address: &str, bytes: Vec<u8>| {
                    // A poisoned lock means a panic on another thread, which ends the run.
                    made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((address.to_owned(), bytes));
                    Ok(())
                })?;
            }
        }
        Ok(made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn pages(&self, wanted: Wanted<'s>) -> Vec<Page<'s>> {
        let about = match wanted {
            Wanted::Site => About::Site,
            Wanted::Office(_) => About::Office,
        };
        let kinds = KINDS.iter().filter(|kind| kind.about == about);
        kinds.flat_map(|kind| (kind.pages)(self.site, wanted)).collect()
    }
}

/// Every file of a site, not yet made. The pages of an office are listed when they are
/// asked for: those of a province would take as much memory as a tenth of its reports.
pub struct Plan<'w, 's> {
    workshop: &'w Workshop<'s>,
}

impl<'s> Plan<'_, 's> {
    /// The addresses of the files, of those that are made together only the first.
    pub fn routes(&self) -> impl Iterator<Item = String> {
        let Workshop { site, theme, .. } = self.workshop;
        let assets = theme.assets().map(|asset| route::asset(&asset.name));
        let wanted = std::iter::once(Wanted::Site).chain(site.offices.iter().map(Wanted::Office));
        let pages = wanted.flat_map(|wanted| self.workshop.pages(wanted));
        assets.chain(pages.map(|page| page.route))
    }

    /// Makes them in parallel, but for those that `kept` says are there already: it is asked
    /// of every address, and told whether others are made together with that one, in its
    /// folder.
    ///
    /// # Errors
    /// The first refusal: of the theme, or of the sink.
    pub fn make(&self, sink: &dyn Sink, kept: &(dyn Fn(&str, bool) -> bool + Sync)) -> Result<()> {
        let Workshop { site, theme, .. } = self.workshop;
        let shop = || self.workshop.shop();
        for asset in theme.assets() {
            sink.put(&route::asset(&asset.name), asset.bytes.clone())?;
        }
        let make = |page: Page<'s>| match &page.make {
            make if kept(&page.route, matches!(make, Make::Many(_))) => Ok(()),
            Make::One(make) => sink.put(&page.route, make(shop())?),
            Make::Many(make) => make(shop(), sink),
            Make::Long(make) => sink.long(&page.route, &mut |take| make(shop(), take)),
        };
        let all = |wanted| self.workshop.pages(wanted).into_par_iter().try_for_each(make);
        // The pages of the whole site first, because they take longest; then office by office:
        // what is worked out for one page of a report is at hand for the next.
        let offices = || site.offices.par_iter().try_for_each(|office| all(Wanted::Office(office)));
        let (whole, offices) = rayon::join(|| all(Wanted::Site), offices);
        whole.and(offices)
    }
}
