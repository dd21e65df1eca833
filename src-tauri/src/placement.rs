//! Where the window opens: at its last place, as far as that is visible on the monitors of now. Pure functions.

use desk::WindowPlace;
use tauri::{LogicalSize, PhysicalPosition, PhysicalSize, Size};

/// The size of the content at the first start, in logical pixels.
pub(crate) const FIRST_SIZE: LogicalSize<u32> = LogicalSize { width: 1280, height: 800 };

/// The smallest size of the content for which the pages are made, in logical pixels at a text size of 100 percent.
const MIN_SIZE: LogicalSize<u32> = LogicalSize { width: 900, height: 600 };

/// What the frame adds to the content, in logical pixels: borders and title bar. The real frame is known only after the
/// window is visible. This one is as large as the largest usual one.
const FRAME: LogicalSize<u32> = LogicalSize { width: 16, height: 40 };

/// The part of a monitor without panels and docks, in pixels of the desktop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WorkArea {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    /// The pixels of a logical pixel.
    pub scale: f64,
}

/// Where and how large the window opens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    /// The top left corner of the frame. `None`: the system chooses it.
    pub position: Option<PhysicalPosition<i32>>,
    /// The size of the content.
    pub size: Size,
    /// The smallest size that the user can give the content. It is never larger than the work area.
    pub min_size: LogicalSize<u32>,
    pub maximized: bool,
}

/// Decides where the window opens with a text size in percent. `areas` has the monitors of now and begins with the primary one.
///
/// The window opens on the monitor that has most of its last place. It moves and shrinks as far as it must to lie inside
/// the work area. When its monitor is gone, it opens in the middle of the primary one.
pub(crate) fn place(saved: Option<WindowPlace>, areas: &[WorkArea], text_size: u32) -> Placement {
    let needed =
        LogicalSize { width: scaled(MIN_SIZE.width, text_size), height: scaled(MIN_SIZE.height, text_size) };
    let maximized = saved.is_some_and(|saved| saved.maximized);
    let wanted = saved.map_or(FIRST_SIZE, |saved| LogicalSize { width: saved.width, height: saved.height });
    let last = saved.and_then(|saved| Some((saved, area_of(&saved, areas)?)));
    let Some(area) = last.map(|(_, area)| area).or_else(|| usable(areas).next()) else {
        // The system names no monitor. The size stays within bounds that fit most monitors.
        let min_size = at_most(needed, FIRST_SIZE);
        let size = LogicalSize {
            width: wanted.width.clamp(min_size.width, FIRST_SIZE.width),
            height: wanted.height.clamp(min_size.height, FIRST_SIZE.height),
        };
        return Placement { position: None, size: Size::Logical(size.cast()), min_size, maximized };
    };
    let largest = largest_content(area);
    let min_size = at_most(needed, largest);
    // Some systems report the size of the maximised window before they report that it is maximised. Then the size that it
    // had before is not known.
    let is_size_of_maximized = maximized && wanted.width >= largest.width && wanted.height >= largest.height;
    let wanted = if is_size_of_maximized { FIRST_SIZE } else { wanted };
    let content = LogicalSize {
        width: wanted.width.clamp(min_size.width, largest.width),
        height: wanted.height.clamp(min_size.height, largest.height),
    };
    let size: PhysicalSize<u32> = content.to_physical(area.scale);
    let frame: PhysicalSize<u32> = FRAME.to_physical(area.scale);
    let last = last.map(|(saved, _)| saved);
    let position = PhysicalPosition {
        x: start(area.x, area.width, size.width.saturating_add(frame.width), last.map(|last| last.x)),
        y: start(area.y, area.height, size.height.saturating_add(frame.height), last.map(|last| last.y)),
    };
    Placement { position: Some(position), size: Size::Physical(size), min_size, maximized }
}

fn scaled(len: u32, percent: u32) -> u32 {
    len.saturating_mul(percent) / 100
}

fn at_most(size: LogicalSize<u32>, largest: LogicalSize<u32>) -> LogicalSize<u32> {
    LogicalSize { width: size.width.min(largest.width), height: size.height.min(largest.height) }
}

/// Where a window of length `window_len` begins on one axis of the work area: at its last place, else in the middle.
fn start(area_start: i32, area_len: u32, window_len: u32, last: Option<i32>) -> i32 {
    let first = i64::from(area_start);
    let free = i64::from(area_len.saturating_sub(window_len));
    let start = last.map_or(first + free / 2, |last| i64::from(last).clamp(first, first + free));
    i32::try_from(start).unwrap_or(area_start)
}

/// The monitors that can show something. Some systems report a monitor without a size while it is switched off.
fn usable(areas: &[WorkArea]) -> impl Iterator<Item = WorkArea> + '_ {
    let is_usable = |area: &WorkArea| {
        area.width > 0 && area.height > 0 && area.scale.is_normal() && area.scale.is_sign_positive()
    };
    areas.iter().copied().filter(is_usable)
}

/// The largest content whose frame fits the work area.
fn largest_content(area: WorkArea) -> LogicalSize<u32> {
    let len = |pixels: u32, frame: u32| (f64::from(pixels) / area.scale - f64::from(frame)).floor().max(1.0);
    LogicalSize { width: len(area.width, FRAME.width), height: len(area.height, FRAME.height) }.cast()
}

/// The work area of the monitor that has most of the last place of the window. `None` when that monitor is gone.
fn area_of(saved: &WindowPlace, areas: &[WorkArea]) -> Option<WorkArea> {
    let mut best = None;
    for area in usable(areas) {
        let size: PhysicalSize<u32> =
            LogicalSize { width: saved.width, height: saved.height }.to_physical(area.scale);
        let shared = shared_len((area.x, area.width), (saved.x, size.width))
            * shared_len((area.y, area.height), (saved.y, size.height));
        // Of equal ones the first wins.
        if shared > best.map_or(0, |(most, _)| most) {
            best = Some((shared, area));
        }
    }
    best.map(|(_, area)| area)
}

/// The length that two parts of an axis share. Each is a start and a length.
fn shared_len(one: (i32, u32), other: (i32, u32)) -> i128 {
    let end = |(start, len): (i32, u32)| i128::from(start) + i128::from(len);
    (end(one).min(end(other)) - i128::from(one.0.max(other.0))).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn area(x: i32, y: i32, width: u32, height: u32, scale: f64) -> WorkArea {
        WorkArea { x, y, width, height, scale }
    }

    /// A usual monitor with a panel of 40 pixels below.
    const FULL_HD: WorkArea = area(0, 0, 1920, 1040, 1.0);
    /// The small laptop of many receptions, with the same panel.
    const LAPTOP: WorkArea = area(0, 0, 1366, 728, 1.0);
    /// A second monitor to the left of the first.
    const LEFT: WorkArea = area(-1920, 0, 1920, 1080, 1.0);

    fn saved(x: i32, y: i32, width: u32, height: u32) -> WindowPlace {
        WindowPlace { x, y, width, height, maximized: false }
    }

    fn maximized(place: WindowPlace) -> WindowPlace {
        WindowPlace { maximized: true, ..place }
    }

    /// Where a window opens that had this place.
    fn reopen(saved: WindowPlace, areas: &[WorkArea]) -> Placement {
        place(Some(saved), areas, 100)
    }

    /// Position and size in pixels, for a window on a known monitor.
    fn rect(placement: Placement) -> (i32, i32, u32, u32) {
        let (Some(position), Size::Physical(size)) = (placement.position, placement.size) else {
            panic!("the window is on no monitor: {placement:?}")
        };
        (position.x, position.y, size.width, size.height)
    }

    #[test]
    fn first_window_has_its_full_size_in_the_middle_of_a_usual_monitor() {
        let placement = place(None, &[FULL_HD, LEFT], 100);
        assert_eq!(rect(placement), (312, 100, 1280, 800));
        assert_eq!((placement.min_size, placement.maximized), (MIN_SIZE, false));
    }

    #[test]
    fn first_window_fits_the_work_area_of_a_small_laptop() {
        assert_eq!(rect(place(None, &[LAPTOP], 100)), (35, 0, 1280, 688));
    }

    #[test]
    fn minimum_is_smaller_where_the_screen_is_magnified() {
        // 1366x768 at 125 %: fewer than 600 logical pixels are left.
        let placement = place(None, &[area(0, 0, 1366, 718, 1.25)], 100);
        assert_eq!(placement.min_size, LogicalSize { width: 900, height: 534 });
        let (x, y, width, height) = rect(placement);
        assert!(x >= 0 && y >= 0 && width + 20 <= 1366 && height + 50 <= 718, "{width}x{height}");
    }

    #[test]
    fn minimum_follows_the_text_size_and_never_exceeds_the_monitor() {
        for (area, percent, expected) in [
            (FULL_HD, 80, (720, 480)),
            (FULL_HD, 110, (990, 660)),
            (FULL_HD, 150, (1350, 900)),
            (LAPTOP, 150, (1350, 688)),
            (area(0, 0, 1366, 718, 1.25), 150, (1076, 534)),
        ] {
            let LogicalSize { width, height } = place(None, &[area], percent).min_size;
            assert_eq!((width, height), expected, "{area:?} {percent}");
        }
        let without_monitor = place(None, &[], 150);
        assert_eq!(without_monitor.min_size, LogicalSize { width: 1280, height: 800 });
        assert_eq!(without_monitor.size, Size::Logical(FIRST_SIZE.cast()));
    }

    #[test]
    fn window_that_is_too_small_for_its_text_grows_inside_its_monitor() {
        let small = saved(900, 300, 1000, 700);
        assert_eq!(rect(place(Some(small), &[FULL_HD], 110)), (900, 300, 1000, 700));
        assert_eq!(rect(place(Some(small), &[FULL_HD], 150)), (554, 100, 1350, 900));
        assert_eq!(rect(place(Some(small), &[LAPTOP], 150)), (0, 0, 1350, 688));
    }

    #[test]
    fn window_inside_a_monitor_opens_where_it_was() {
        for (x, y) in [(0, 0), (60, 70), (900, 300)] {
            let placement = reopen(saved(x, y, 1000, 700), &[FULL_HD, LEFT]);
            assert_eq!(rect(placement), (x, y, 1000, 700));
        }
        assert_eq!(rect(reopen(saved(-1800, 100, 1000, 700), &[FULL_HD, LEFT])), (-1800, 100, 1000, 700));
    }

    #[test]
    fn size_follows_the_scale_of_the_monitor() {
        let magnified = area(1920, 0, 3840, 2080, 2.0);
        let placement = reopen(saved(2000, 100, 1000, 700), &[FULL_HD, magnified]);
        assert_eq!(rect(placement), (2000, 100, 2000, 1400));
    }

    #[test]
    fn window_on_a_monitor_that_is_gone_opens_in_the_middle_of_the_primary_one() {
        for place_on_lost in [saved(-1800, 100, 1000, 700), saved(5000, 5000, 1000, 700)] {
            assert_eq!(rect(reopen(place_on_lost, &[FULL_HD])), (452, 150, 1000, 700));
        }
    }

    #[test]
    fn window_that_is_larger_than_the_work_area_shrinks() {
        assert_eq!(rect(reopen(saved(0, 0, 1900, 1000), &[LAPTOP])), (0, 0, 1350, 688));
        assert_eq!(rect(reopen(saved(300, 200, 1280, 800), &[LAPTOP])), (70, 0, 1280, 688));
    }

    #[test]
    fn window_that_is_partly_off_screen_moves_inside() {
        for (x, y, expected) in [
            (-400, 100, (0, 100)),
            (1500, 100, (904, 100)),
            (100, -30, (100, 0)),
            (100, 900, (100, 300)),
            (-999, 1039, (0, 300)),
        ] {
            let (left, top, width, height) = rect(reopen(saved(x, y, 1000, 700), &[FULL_HD]));
            assert_eq!(((left, top), width, height), (expected, 1000, 700), "{x}, {y}");
        }
    }

    #[test]
    fn window_across_two_monitors_opens_on_the_one_with_more_of_it() {
        assert_eq!(rect(reopen(saved(-300, 0, 1000, 700), &[FULL_HD, LEFT])).0, 0);
        assert_eq!(rect(reopen(saved(-700, 0, 1000, 700), &[FULL_HD, LEFT])).0, -1016);
    }

    #[test]
    fn without_a_monitor_the_system_chooses_the_place() {
        for areas in [&[][..], &[area(0, 0, 0, 0, 1.0)], &[area(0, 0, 1920, 1040, 0.0)]] {
            let first = place(None, areas, 100);
            assert_eq!((first.position, first.size), (None, Size::Logical(FIRST_SIZE.cast())));
            let last = reopen(saved(60, 70, 1000, u32::MAX), areas);
            let size = LogicalSize { width: 1000.0, height: 800.0 };
            assert_eq!((last.position, last.size), (None, Size::Logical(size)));
        }
    }

    #[test]
    fn maximised_window_is_maximised_on_its_monitor_and_keeps_its_other_size() {
        let placement = reopen(maximized(saved(-1800, 100, 1000, 700)), &[FULL_HD, LEFT]);
        assert_eq!((rect(placement), placement.maximized), ((-1800, 100, 1000, 700), true));
        // The size of the maximised window is not a size to go back to.
        let placement = reopen(maximized(saved(0, 0, 1920, 1040)), &[FULL_HD]);
        assert_eq!((rect(placement), placement.maximized), ((0, 0, 1280, 800), true));
    }

    #[test]
    fn no_stored_value_puts_the_window_outside_its_monitor() {
        let numbers = [i32::MIN, -1, 0, 1, 700, i32::MAX];
        let sizes = [0, 1, 899, 1366, u32::MAX];
        let areas = [LAPTOP, area(i32::MAX - 100, 0, 1366, 728, 1.0), area(0, 0, 30, 20, 1.0)];
        for (x, y) in numbers.into_iter().flat_map(|x| numbers.map(|y| (x, y))) {
            for (width, height) in sizes.into_iter().flat_map(|width| sizes.map(|height| (width, height))) {
                for area in areas {
                    let (left, top, width, height) = rect(reopen(saved(x, y, width, height), &[area]));
                    assert!(left >= area.x && top >= area.y && width > 0 && height > 0);
                    assert!(width <= area.width && height <= area.height, "{width}x{height}");
                }
            }
        }
    }
}
